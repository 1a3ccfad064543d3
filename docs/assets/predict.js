// Predictions: the reader answers a question by a click or a number, and meets the guess again where
// the page answers. A guess lasts as long as the tab. pipeline/predictions.py writes the blocks.

import { element } from "./element.js"
import { factorText, typedNumber } from "./guess.js"
import { read, write } from "./tab-storage.js"

const NOTED = "Noted. The page comes back to it."

function open(question) {
  const answer = document.getElementById(question.id.replace("predict", "answer"))
  const key = `${location.pathname} ${question.id}`
  const show = (guess) => showGuess(answer, guess)
  const commit = (guess) => {
    write(key, guess.text)
    say(question, NOTED)
    show(guess)
  }
  const ask = answer.dataset.number ? askNumber : askChoice
  showNone(answer, question)
  ask(question, read(key), { commit, show })
}

function say(question, text) {
  const status = question.querySelector("output")
  if (status.textContent !== text) status.textContent = text // put there again, it would be read again
}

function askChoice(question, stored, { commit, show }) {
  const guesses = [...question.querySelectorAll("li")].map((item, index) => {
    const guess = { index, text: spoken(item), words: [...item.childNodes] }
    const checked = guess.text === stored
    const input = element("input", { type: "radio", name: question.id, checked, ariaLabel: guess.text })
    item.append(element("label", {}, input, element("span", {}, ...guess.words)))
    input.addEventListener("change", () => commit(guess))
    return guess
  })
  const earlier = guesses.find(({ text }) => text === stored)
  if (earlier) show(earlier) // which reads the words of the right choice
}

// The words of a choice; of a formula its letters, once.
function spoken(item) {
  const copy = item.cloneNode(true)
  for (const part of copy.querySelectorAll(".katex-html, annotation")) part.remove()
  return copy.textContent.trim()
}

function askNumber(question, stored, { commit, show }) {
  const line = question.querySelector(".predict-guess")
  const properties = { type: "text", inputMode: "decimal", autocomplete: "off", value: stored ?? "" }
  const input = element("input", properties)
  line.querySelector(".blank").replaceWith(input)
  const label = element("label", {}, ...line.childNodes)
  const send = element("button", { type: "button" }, "Commit")
  line.replaceChildren(label, send)

  const take = () => {
    const number = typedNumber(input.value)
    input.setAttribute("aria-invalid", String(number === undefined))
    if (number === undefined) say(question, "Write a number, such as 1000, 1,000 or 1e3.")
    else commit({ number, text: input.value })
  }
  send.addEventListener("click", take)
  input.addEventListener("keydown", (event) => event.key === "Enter" && take())
  const number = typedNumber(input.value)
  if (number !== undefined) show({ number, text: input.value })
}

function showNone(answer, question) {
  const link = element("a", { href: `#${question.id}` }, "Back to the question")
  answer.querySelector(".said").replaceChildren("You have not guessed yet. ", link, ".")
}

// Shows what the reader said; where it is another choice, with its reason.
function showGuess(answer, guess) {
  const { right, number, unit } = answer.dataset
  const said = answer.querySelector(".said")
  if (number) said.textContent = factorText(guess, Number(number), unit)
  else if (guess.index === Number(right)) said.replaceChildren("You said so, too.")
  else said.replaceChildren("You said “", ...copies(guess.words), "”; it is “", ...copies(rightWords(answer)), "”.")
  for (const reason of answer.querySelectorAll(".reasons > li")) {
    reason.classList.toggle("chosen", Number(reason.dataset.choice) === guess.index)
  }
}

function rightWords(answer) {
  const question = document.getElementById(answer.id.replace("answer", "predict"))
  return question.querySelectorAll("li")[answer.dataset.right].querySelector("label > span").childNodes
}

function copies(nodes) {
  return [...nodes].map((node) => node.cloneNode(true))
}

// Emits on the first page and after each instant navigation.
window.document$.subscribe(() => document.querySelectorAll(".predict").forEach(open))
