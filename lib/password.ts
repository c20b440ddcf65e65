/** What a new password of the operator lacks, in words; undefined when it may be used. */
export function passwordProblem(password: string): string | undefined {
  const characters = [...password]
  if (characters.length < 12) return "The new password is too short: use 12 characters or more."
  if (characters.length > 1024) return "The new password is too long: use 1024 characters or fewer."
  if (new Set(characters).size <= 4)
    return "The new password is too easy to guess: use more different characters."
}
