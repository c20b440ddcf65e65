import { placeName } from "./address.mjs"

/** The oldest Postgres that this is tried with. */
const OLDEST = 15

/** @type {[RegExp, string][]} by the code of Postgres or of the system */
const SENTENCES = [
  [
    /^28P01$/,
    "refuses the user or the password. Correct DATABASE_URL; characters like @ / # % in a password are written as %40 %2F %23 %25",
  ],
  [
    /^28000$/,
    "does not let this user in from here. If it wants TLS, add sslmode=require to DATABASE_URL; else correct the user",
  ],
  [
    /^42P01$/,
    "has the tables in another schema, it seems. Name that one in DATABASE_URL (schema=…), or none",
  ],
  [/^57014$/, "ends what takes a moment. Raise statement_timeout in DATABASE_URL, or remove it"],
  [/^3D000$/, "has no database of that name. Create it, or correct DATABASE_URL"],
  [/^53300$/, "has no connection left. Lower DATABASE_POOL_SIZE, or raise its max_connections"],
  [
    /CERT|SIGNATURE|ALTNAME/,
    "shows a certificate that cannot be verified. Name its authority with sslrootcert=FILE in DATABASE_URL, or use sslmode=require",
  ],
  [
    /^(42704|22023|42601|08P01)$/,
    "does not know a parameter of DATABASE_URL. Remove what stands behind the ?",
  ],
  [
    /^(ECONN|ENOTFOUND|EAI_AGAIN|EHOST|ENET|ETIMEDOUT|ENOENT|EACCES|CONNECT_TIMEOUT|CONNECTION_|EPROTO|ERR_SSL)/,
    "cannot be reached. Start it, or correct DATABASE_URL",
  ],
]

/**
 * What a person is told when a database cannot be used; undefined when the reason is none of the known ones.
 * @param {unknown} error
 * @param {import("./address.mjs").Address} address
 * @returns {string | undefined} one sentence with nothing of the address but the place
 */
export function explainTrouble(error, address) {
  const code = codeOf(error)
  const found = SENTENCES.find(([pattern]) => pattern.test(code))
  if (!found) return undefined
  const isCut = address.ssl && /^(ECONNRESET|CONNECTION_CLOSED|EPROTO|ERR_SSL)/.test(code)
  const advice = isCut ? "does not speak TLS, it seems. Try sslmode=disable in DATABASE_URL" : found[1]
  return `The database at ${placeName(address)} ${advice} (${code}).`
}

/**
 * @param {number} version as `server_version_num` says it
 * @returns {string | undefined} a sentence when it is too old
 */
export function explainVersion(version) {
  const major = Math.floor(version / 10_000)
  if (major >= OLDEST) return undefined
  return `Alcove needs Postgres ${OLDEST} or newer; the database at DATABASE_URL is ${major}. Update it, or use another one.`
}

/**
 * @param {string} role
 * @param {string} database
 * @param {string} schema
 */
export function explainMissingGrant(role, database, schema) {
  const [who, where, there] = [role, database, schema].map(quote)
  return (
    `The role ${who} may not make tables. Run this as the owner of the database, connected to it, then start again: ` +
    `GRANT CREATE ON DATABASE ${where} TO ${who}; GRANT USAGE, CREATE ON SCHEMA ${there} TO ${who};`
  )
}

/**
 * @param {string} role
 * @param {string} schema
 */
export function explainMissingSchema(role, schema) {
  const [who, there] = [role, schema].map(quote)
  return (
    `The database has no schema ${there}. Correct schema (or search_path) in DATABASE_URL, or run this as the owner of ` +
    `the database, connected to it, then start again: CREATE SCHEMA ${there} AUTHORIZATION ${who};`
  )
}

/** @param {string} name */
function quote(name) {
  return `"${name.replaceAll('"', '""')}"`
}

/**
 * The code of an error, also when another one is wrapped around it.
 * @param {unknown} error
 * @returns {string}
 */
export function codeOf(error) {
  if (!(error instanceof Error)) return ""
  return "code" in error && typeof error.code === "string" ? error.code : codeOf(error.cause)
}
