// What a cell prints, while it prints: a carriage return has the line written over.

export class Printed {
  constructor(code) {
    this.last = document.createTextNode("")
    this.line = "" // the last one, with its carriage returns
    code.append(this.last)
  }

  write(text) {
    const lines = `${this.line}${text}`.replace(/\r+\n/g, "\n").split("\n")
    const line = lines.pop()
    this.last.before(lines.map((each) => `${seen(each)}\n`).join(""))
    this.last.data = seen(line)
    // As short as what comes next needs it.
    this.line = line.includes("\r") ? `${seen(line)}\r${line.split("\r").at(-1)}` : line
  }
}

// What is longer than what is written over it stays, as on paper.
function seen(line) {
  return line.split("\r").reduce((below, above) => above + below.slice(above.length))
}
