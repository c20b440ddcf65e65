/** Ends the reading of a file with the reason that its operator is told. */
export class Failure extends Error {
  /** @param {import("../../../documents").DocumentFailure} code */
  constructor(code) {
    super(code)
    this.code = code
  }
}
