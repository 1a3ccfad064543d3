// Rules that are off, each with its reason. What our own markup breaks is mended there instead.
export default {
  extends: ["html-validate:recommended"],
  rules: {
    // Material's markup, which is not ours to change:
    "doctype-style": "off", // written small, as HTML allows
    "input-attributes": "off", // autocomplete on the checkboxes of the drawer and the search
    "no-trailing-whitespace": "off", // left by Jinja where a tag stood; gzip takes it out
    "presentation-role-style": "off", // "presentation" instead of its synonym "none"
    "unique-landmark": "off", // the table of contents is there twice, one for each width; axe looks too
    "valid-autocomplete": "off", // the same checkboxes
    "valid-id": ["error", { relaxed: true }], // ids that begin with __
    "wcag/h32": "off", // the search answers while one types: it has no submit button
    // KaTeX places symbols with these; a figure reserves its place with height and max-width:
    "no-inline-style": [
      "error",
      {
        allowedProperties: [
          "border-bottom-width",
          "height",
          "left",
          "margin-left",
          "margin-right",
          "max-width",
          "min-width",
          "padding-left",
          "position",
          "top",
          "vertical-align",
        ],
      },
    ],
  },
}
