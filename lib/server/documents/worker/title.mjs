/** What programs write where nobody gave a title. */
const NO_TITLE =
  /^(untitled|document\s*\d*|dokument\s*\d*|microsoft word\b.*|powerpoint presentation|title)$/i
const FILE_NAME = /\.(docx?|pdf|html?|txt|md|odt|rtf|indd|tex|dvi|ps|pptx?|xlsx?)$/i

/**
 * The title a file names itself by, when it is one that a person gave.
 * @param {unknown} title
 * @returns {string | undefined}
 */
export function sensibleTitle(title) {
  const line = typeof title === "string" ? title.replace(/\s+/g, " ").trim() : ""
  return line.length > 1 && line.length < 200 && !NO_TITLE.test(line) && !FILE_NAME.test(line)
    ? line
    : undefined
}
