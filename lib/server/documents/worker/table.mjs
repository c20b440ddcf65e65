/**
 * One line of a Markdown table.
 * @param {string[]} cells
 */
export function tableRow(cells) {
  return `| ${cells.map((cell) => cell.replace(/\s+/g, " ").trim().replaceAll("|", "\\|")).join(" | ")} |`
}

/**
 * The line below the header of a Markdown table.
 * @param {number} columns
 */
export function tableRule(columns) {
  return `|${" --- |".repeat(columns)}`
}
