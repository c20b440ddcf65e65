/** Characters of the shortest password; an attacker has few tries. */
export const SHORTEST_PASSWORD = 12

/** What is wrong with a new password; `limit`: the characters it needs, or may have. */
export type PasswordProblem =
  | { problem: "too_short" | "too_long"; limit: number }
  | { problem: "too_easy"; limit?: undefined }

const LONGEST = 1024

/** What a new password of the operator lacks; undefined when it may be used. */
export function passwordProblem(password: string): PasswordProblem | undefined {
  const characters = [...password]
  if (characters.length < SHORTEST_PASSWORD) return { problem: "too_short", limit: SHORTEST_PASSWORD }
  if (characters.length > LONGEST) return { problem: "too_long", limit: LONGEST }
  if (isEasyToGuess(password)) return { problem: "too_easy" }
}

/** Whether the same few characters are all there is. */
export function isEasyToGuess(secret: string): boolean {
  return new Set(secret).size <= 4
}
