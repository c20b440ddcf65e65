/** DATABASE_URL, as people and hosters write it: read once, the same way by the launcher and the app. */
import { readFileSync } from "node:fs"
import { isIP } from "node:net"

/**
 * @typedef {object} Address
 * @property {string[]} host
 * @property {number[]} port
 * @property {string | undefined} path a socket of this machine instead of host and port
 * @property {string} database
 * @property {string} username
 * @property {string} password
 * @property {"require" | "prefer" | "verify-full" | false | object} ssl
 * @property {boolean} prepare
 * @property {number | undefined} connectTimeout seconds
 * @property {Record<string, string>} connection what the server itself is told
 * @property {string[]} dropped names of parameters that neither the app nor its driver understands
 */

const EXAMPLE = "postgres://user:password@host:5432/name"

/** The server's own settings that may stand in an address. */
const SERVER = new Set(
  "application_name options search_path statement_timeout lock_timeout idle_session_timeout idle_in_transaction_session_timeout work_mem".split(
    " ",
  ),
)

/** Read below, or of no effect on what we do: hosters write them for other clients. */
const UNDERSTOOD = new Set(
  (
    "host port user password dbname sslmode ssl sslaccept sslrootcert sslcert sslkey sslnegotiation schema currentSchema " +
    "pgbouncer prepare prepareThreshold statement_cache_size connect_timeout channel_binding gssencmode " +
    "target_session_attrs fallback_application_name keepalives uselibpqcompat"
  ).split(" "),
)

/** What `sslmode` may say; after the first six, which are Postgres' own, what others write. */
const MODES = "disable allow prefer require verify-ca verify-full no-verify true 1 false 0".split(" ")

/** The last @ before the host ends what belongs to the user: passwords may hold any character, also unescaped. */
const SHAPE = /^postgres(?:ql)?:\/\/(?:(.*)@)?([^/?#@]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/s

/**
 * @param {string} url
 * @returns {Address}
 * @throws {Error} one sentence without anything of the address
 */
export function parseAddress(url) {
  const [matched, login = "", authority = "", name = "", query = ""] = SHAPE.exec(url.trim()) ?? []
  const given = new URLSearchParams(query)
  const [user = "", ...password] = login.split(":")
  // A host behind the ? keeps the port that stands before the name.
  const port = given.get("port") || (given.get("host") && /^:(\d+)$/.exec(authority)?.[1]) || "5432"
  const places = (given.get("host") || authority).split(",").map((one) => placeFrom(decode(one), port))
  if (matched === undefined || places.some((place) => place === undefined)) throw new Error(problem())
  const [first] = places
  const socket = first?.host.startsWith("/") ? `${first.host}/.s.PGSQL.${first.port}` : undefined
  return {
    host: places.map((place) => place?.host ?? ""),
    port: places.map((place) => place?.port ?? 5432),
    path: socket,
    database: given.get("dbname") || decode(name),
    username: given.get("user") || decode(user),
    password: given.get("password") || decode(password.join(":")),
    ssl: socket ? false : encryption(given),
    prepare: !isPooled(given),
    connectTimeout: Number(given.get("connect_timeout")) || undefined,
    connection: settingsOf(given),
    dropped: [...given.keys()].filter((key) => !SERVER.has(key) && !UNDERSTOOD.has(key)),
  }
}

/**
 * What the driver is told; its types know one server only, itself it takes several.
 * @param {Address} address
 */
export function driverOptions({ host, port, path, database, username, password, ssl, prepare, connection }) {
  const login = { database, username, password, ssl, prepare, connection }
  return path
    ? { ...login, path }
    : { ...login, host: /** @type {any} */ (host), port: /** @type {any} */ (port) }
}

/**
 * Where the first server is, in words that give nothing else of the address away.
 * @param {Address} address
 */
export function placeName({ host: [host = ""], port: [port], path }) {
  return path ?? `${isIP(host) === 6 ? `[${host}]` : host}:${port}`
}

/**
 * @param {string} text
 * @param {string} usual its port, when it names none
 * @returns {{ host: string, port: number } | undefined}
 */
function placeFrom(text, usual) {
  const [, folder, own] = /^(\/.*?)(?::(\d+))?$/.exec(text) ?? []
  if (folder) return { host: folder, port: Number(own || usual) }
  const [matched, host = "", port] = /^(\[[\da-f:.%]+\]|[^:[\]\s]*)(?::(\d*))?$/i.exec(text) ?? []
  const number = Number(port || usual)
  if (matched === undefined || number < 1 || number > 65_535) return undefined
  return host ? { host: host.replace(/^\[(.*)\]$/, "$1"), port: number } : undefined
}

/**
 * A part that is not escaped well is meant as it stands.
 * @param {string} text
 */
function decode(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** @param {URLSearchParams} given */
function encryption(given) {
  const files = { ca: given.get("sslrootcert"), cert: given.get("sslcert"), key: given.get("sslkey") }
  const strict = given.get("sslaccept") === "strict" || files.ca === "system"
  const name = given.get("sslmode") ? "sslmode" : "ssl"
  const mode = given.get(name) || (strict ? "verify-full" : "disable")
  if (!MODES.includes(mode)) throw new Error(`${name} in DATABASE_URL must be one of ${MODES.join(", ")}.`)
  if (["disable", "false", "0", "allow"].includes(mode)) return false
  if (files.ca === "system") files.ca = null
  const read = Object.entries(files).flatMap(([name, file]) => (file ? [[name, readCertificate(file)]] : []))
  const own = Object.fromEntries(read)
  if (mode === "verify-full" || strict) return read.length === 0 ? "verify-full" : own
  // As libpq: with a certificate of the authority it is checked, the name in it is not; without one, nothing is.
  if (files.ca || mode === "verify-ca") return { ...own, checkServerIdentity: () => undefined }
  if (read.length === 0) return mode === "prefer" ? "prefer" : "require"
  return { ...own, rejectUnauthorized: false }
}

/** @param {string} file */
function readCertificate(file) {
  try {
    return readFileSync(file, "utf8")
  } catch {
    throw new Error("A certificate that DATABASE_URL names (sslrootcert, sslcert, sslkey) cannot be read.")
  }
}

/**
 * Transaction poolers forget prepared statements.
 * @param {URLSearchParams} given
 */
function isPooled(given) {
  const off = (/** @type {string} */ name) => ["0", "false"].includes(given.get(name) ?? "")
  return (
    given.get("pgbouncer") === "true" || ["prepare", "prepareThreshold", "statement_cache_size"].some(off)
  )
}

/** @param {URLSearchParams} given */
function settingsOf(given) {
  const schema = given.get("schema")
  const path = schema ? `"${schema.replaceAll('"', '""')}"` : given.get("currentSchema")
  const own = [...given].filter(([name]) => SERVER.has(name))
  return { ...(path && { search_path: path }), application_name: "alcove", ...Object.fromEntries(own) }
}

function problem() {
  return `DATABASE_URL must look like ${EXAMPLE}, or postgres:///name?host=/folder/of/a/socket. Characters like @ / # in the password may have to be written as %40 %2F %23`
}
