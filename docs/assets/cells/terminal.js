// Printed text as a terminal shows it: after a carriage return the line is written over.

export class Terminal {
  constructor(code) {
    this.lastLine = document.createTextNode("")
    this.written = "" // to the last line, with its carriage returns
    code.append(this.lastLine)
  }

  write(text) {
    const lines = `${this.written}${text}`.replace(/\r+\n/g, "\n").split("\n")
    const line = lines.pop()
    this.lastLine.before(lines.map((each) => `${visible(each)}\n`).join(""))
    this.lastLine.data = visible(line)
    // No longer than the next write needs it.
    this.written = line.includes("\r") ? `${visible(line)}\r${line.split("\r").at(-1)}` : line
  }
}

// The end of a longer line stays when a shorter one is written over it.
function visible(line) {
  return line.split("\r").reduce((below, above) => above + below.slice(above.length))
}
