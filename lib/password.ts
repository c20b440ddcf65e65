/** Characters of the shortest password; whoever guesses has few tries. */
export const SHORTEST_PASSWORD = 12

/** What a new password of the operator lacks, in words; undefined when it may be used. */
export function passwordProblem(password: string): string | undefined {
  const characters = [...password]
  if (characters.length < SHORTEST_PASSWORD)
    return `The new password is too short: use ${SHORTEST_PASSWORD} characters or more.`
  if (characters.length > 1024) return "The new password is too long: use 1024 characters or fewer."
  if (isEasyToGuess(password)) return "The new password is too easy to guess: use more different characters."
}

/** Whether the same few characters are all there is. */
export function isEasyToGuess(secret: string): boolean {
  return new Set(secret).size <= 4
}
