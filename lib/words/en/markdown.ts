import { page } from "./page"

const { countInWords } = page

/** What is said of the parts of an answer that are not running text: on the page, and read out. */
export const markdown = {
  table: "Table",
  done: "Done",
  toDo: "To do",
  /** `words` that stand for it. */
  image: (words: string) => `Image: ${words}`,
  code: {
    plain: "text",
    label: (language: string) => `Code, ${language}`,
    copy: "Copy code",
    copied: "Copied",
    notCopied: "Select the code to copy it",
  },
  spoken: {
    cut: (words: string) => `${words} … Read on in the conversation.`,
    table: ({ columns, rows }: { columns: number; rows: number }) =>
      `A table with ${countInWords(columns, "column")} and ${countInWords(rows, "row")}.`,
    formula: "A formula.",
    formulaInText: "a formula",
    imageInText: "an image",
    code: ({ language, lines }: { language: string; lines: number }) =>
      language
        ? `Code in ${language}, ${countInWords(lines, "line")}.`
        : `Code, ${countInWords(lines, "line")}.`,
  },
}
