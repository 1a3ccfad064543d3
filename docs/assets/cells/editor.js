// The editor of a cell: CodeMirror, which looks like the block of code that it replaces.
// pipeline/assets.py bundles it, and a page loads the bundle on Edit alone.

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands"
import { pythonLanguage } from "@codemirror/lang-python"
import {
  bracketMatching,
  indentOnInput,
  indentUnit,
  LanguageSupport,
  syntaxHighlighting,
  syntaxTree,
} from "@codemirror/language"
import { EditorState, Prec } from "@codemirror/state"
import { Decoration, EditorView, keymap, MatchDecorator, ViewPlugin } from "@codemirror/view"
import { styleTags, tagHighlighter, tags } from "@lezer/highlight"

const insert = tags.special(tags.brace) // what is in braces in a string
const language = pythonLanguage.configure({
  props: [
    styleTags({
      ":": tags.punctuation,
      "Decorator/VariableName": tags.meta,
      "Body/ExpressionStatement/String": tags.docString,
      'FormatReplacement/"{" FormatReplacement/"}" FormatSpec/":"': insert,
      "FormatConversion FormatSpec": insert,
    }),
  ],
})

// The classes that Pygments gives to blocks of code, so that the site's colors are the editor's.
const colors = tagHighlighter([
  { tag: tags.keyword, class: "k" },
  { tag: [tags.bool, tags.null, tags.self], class: "kc" },
  { tag: tags.operatorKeyword, class: "ow" },
  { tag: [tags.operator, tags.modifier], class: "o" },
  { tag: [tags.punctuation, tags.derefOperator], class: "p" },
  { tag: tags.number, class: "mi" },
  { tag: tags.string, class: "s2" },
  { tag: tags.docString, class: "sd" },
  { tag: tags.escape, class: "se" },
  { tag: insert, class: "si" },
  { tag: tags.comment, class: "c1" },
  { tag: tags.name, class: "n" },
  { tag: tags.function(tags.definition(tags.variableName)), class: "nf" },
  { tag: tags.definition(tags.className), class: "nc" },
  { tag: tags.meta, class: "nd" },
])

// What the grammar alone does not tell: Python's own functions, and the parameters that comments
// name; the pipeline colors these alike.
const BUILTIN =
  "abs|all|any|bool|callable|dict|dir|divmod|enumerate|eval|exec|filter|float|format|frozenset|" +
  "getattr|hasattr|hash|help|id|input|int|isinstance|issubclass|iter|len|list|map|max|min|next|" +
  "object|open|ord|pow|print|range|repr|reversed|round|set|setattr|slice|sorted|str|" +
  "sum|super|tuple|type|vars|zip"
const WORDS = [
  ["a(?! [a-wyz])|b|c", "Comment", (letter) => `param-${letter}`],
  [BUILTIN, "VariableName", () => "nb"],
  ["self|cls", "VariableName", () => "bp"],
  ["__\\w+__", "VariableName", () => "n"],
  ["[A-Z]\\w*(?:Error|Exception|Warning)", "VariableName", () => "ne"],
  ["(?<=^(?:from|import) |^import \\S+ as )[\\w.]+", "VariableName", () => "nn"],
  ["[fr](?=[\"'])", "FormatString", () => "n"],
]

const words = new MatchDecorator({
  regexp: new RegExp(`\\b(?:${WORDS.map(([words]) => `(${words})`).join("|")})\\b`, "g"),
  decorate(add, from, to, [word, ...groups], view) {
    const [, place, color] = WORDS[groups.findIndex(Boolean)]
    const { name } = syntaxTree(view.state).resolveInner(from, 1)
    if (name === place) add(from, to, Decoration.mark({ class: color(word) }))
  },
})

const wordColors = ViewPlugin.define(
  (view) => ({
    marks: words.createDeco(view),
    update(change) {
      // Words that were not parsed yet at the last update are colored now.
      const parsed = syntaxTree(change.startState) !== syntaxTree(change.state)
      this.marks = parsed ? words.createDeco(change.view) : words.updateDeco(change, this.marks)
    },
  }),
  { decorations: (plugin) => plugin.marks },
)

const isRunKey = ({ ctrlKey, key, metaKey }) => key === "Enter" && (ctrlKey || metaKey)

// Puts an editor into an element.
// onChange(text) is called after each edit, onRun() on Ctrl- or Cmd-Enter, onLeave() on Escape.
export function edit(parent, text, { name, describedBy, onChange, onRun, onLeave }) {
  const keys = [
    { any: (_, event) => isRunKey(event) && (event.repeat || onRun(), true) },
    { key: "Escape", run: () => (onLeave(), true) },
  ]
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        Prec.highest(keymap.of(keys)),
        history(),
        indentOnInput(),
        bracketMatching(),
        indentUnit.of("    "),
        new LanguageSupport(language),
        syntaxHighlighting(colors),
        Prec.highest(wordColors), // nested inside the grammar's
        keymap.of([indentWithTab, ...defaultKeymap, ...historyKeymap]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString())
        }),
        EditorView.contentAttributes.of({
          "aria-label": name,
          "aria-describedby": describedBy,
          autocapitalize: "off",
          spellcheck: "false",
          tabindex: "0", // a wide line makes it scroll
        }),
      ],
    }),
  })
  return {
    focus: () => view.focus(),
    close: () => view.destroy(),
  }
}
