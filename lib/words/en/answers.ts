const START = "Not in the documents"

/** What is said in answers that no model has written. `headings` and `contact` come in plain words. */
export const answers = {
  /** How an answer begins that the documents do not hold; asked of models, too. */
  notInDocumentsStart: START,
  notInDocuments: ({ headings, contact }: { headings: string[]; contact: string }) =>
    [
      `**${START}.** Nothing in the documents of this place answers this question.`,
      headings.length > 0 ? `Nearest to it:\n\n${headings.map((heading) => `- ${heading}`).join("\n")}` : "",
      contact ? `You can ask here: ${contact}` : "",
    ]
      .filter(Boolean)
      .join("\n\n"),
  onlyQuoted: "*Quoted from the documents: no language model is configured.*",
}
