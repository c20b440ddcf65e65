import { expect, test } from "vitest"
import { parseAddress, placeName } from "@/drizzle/address.mjs"
import {
  explainMissingGrant,
  explainMissingSchema,
  explainTrouble,
  explainVersion,
} from "@/drizzle/trouble.mjs"

const read = (rest: string) => parseAddress(`postgres://${rest}`)

test.each([
  [
    "u:p@db.example:6000/chat",
    { host: ["db.example"], port: [6000], username: "u", password: "p", database: "chat" },
  ],
  ["u:p@[::1]/chat", { host: ["::1"], port: [5432], database: "chat" }],
  ["u:p@[::1]:6000/chat", { host: ["::1"], port: [6000] }],
  ["u:p@a:1,b:2/chat", { host: ["a", "b"], port: [1, 2] }],
  ["/chat?host=/var/run/postgresql", { path: "/var/run/postgresql/.s.PGSQL.5432", database: "chat" }],
  ["u:p@:6000/chat?host=/tmp", { path: "/tmp/.s.PGSQL.6000", password: "p" }],
  [
    "u@%2Fvar%2Frun%2Fpostgresql/chat?port=6000",
    { path: "/var/run/postgresql/.s.PGSQL.6000", username: "u" },
  ],
  ["u@%2Ftmp:6000/chat", { path: "/tmp/.s.PGSQL.6000", username: "u" }],
  ["u:p%40ss@h/chat", { password: "p@ss" }],
  ["u:a@b/c#d%e f?@h/chat?sslmode=require", { password: "a@b/c#d%e f?", host: ["h"], ssl: "require" }],
])("the database address postgres://%s is understood", (rest, expected) => {
  expect(read(rest)).toMatchObject(expected)
})

test("what hosters write behind the question mark is translated, kept for the server, or named and left out", () => {
  const options = (query: string) => read(`u:p@h/chat?${query}`)
  expect(options("pgbouncer=true&connection_limit=1")).toMatchObject({
    prepare: false,
    dropped: ["connection_limit"],
  })
  for (const off of ["prepare=false", "statement_cache_size=0", "prepareThreshold=0"])
    expect(options(off)).toMatchObject({ prepare: false, dropped: [] })
  expect(options("schema=chat&connect_timeout=9")).toMatchObject({
    connection: { search_path: '"chat"' },
    connectTimeout: 9,
  })
  expect(options('schema=Chat "2"').connection.search_path).toBe('"Chat ""2"""')
  expect(options("currentSchema=chat,public").connection.search_path).toBe("chat,public")
  expect(options("sslmode=require&channel_binding=require&options=endpoint%3Dx")).toMatchObject({
    ssl: "require",
    connection: { options: "endpoint=x", application_name: "alcove" },
    dropped: [],
  })
  expect(options("supa=base-pooler.x&pool_timeout=0").dropped).toEqual(["supa", "pool_timeout"])
  expect(options("application_name=mine").connection).toEqual({ application_name: "mine" })
})

test("whether and how the line is encrypted is read as Postgres' own clients do", () => {
  const ssl = (query: string) => read(`u:p@h/chat?${query}`).ssl
  expect(["", "sslmode=disable", "ssl=false"].map(ssl)).toEqual([false, false, false])
  expect(["sslmode=require", "sslmode=no-verify", "ssl=true"].map(ssl)).toEqual([
    "require",
    "require",
    "require",
  ])
  expect(["sslmode=prefer", "sslmode=verify-full", "sslaccept=strict"].map(ssl)).toEqual([
    "prefer",
    "verify-full",
    "verify-full",
  ])
  expect(ssl("sslrootcert=system")).toBe("verify-full")
  expect(ssl("sslmode=verify-ca")).toEqual({ checkServerIdentity: expect.any(Function) })
  expect(() => ssl("sslmode=hunter2")).toThrow(
    /^sslmode in DATABASE_URL must be one of disable, .*verify-full/,
  )
  expect(() => ssl("sslmode=hunter2")).not.toThrow(/hunter2/)
  expect(ssl("sslmode=verify-full&sslrootcert=package.json")).toEqual({
    ca: expect.stringContaining("alcove"),
  })
  expect(() => ssl("sslmode=require&sslrootcert=/not/there")).toThrow(/sslrootcert.* cannot be read/)
})

test("an address that is none is refused in one sentence that gives nothing of it away", () => {
  for (const wrong of [
    "hunter2",
    "mysql://u:hunter2@h/x",
    "postgres://u:hunter2@/x",
    "postgres://u:hunter2@h:port/x",
    "",
  ]) {
    expect(() => parseAddress(wrong)).toThrow(
      /^DATABASE_URL must look like postgres:\/\/user:password@host:5432\/name/,
    )
    expect(() => parseAddress(wrong)).not.toThrow(/hunter2/)
  }
})

test("what a database complains of is said with the place and what to change", () => {
  const address = read("u:hunter2@[::1]:6000/chat?sslmode=require")
  expect(placeName(address)).toBe("[::1]:6000")
  const said = (code: string) => explainTrouble(Object.assign(new Error("hunter2"), { code }), address)
  expect(said("28P01")).toMatch(
    /^The database at \[::1\]:6000 refuses the user or the password\..*%40.* \(28P01\)\.$/,
  )
  expect(said("3D000")).toContain("no database of that name")
  expect(said("ECONNREFUSED")).toContain("cannot be reached")
  expect(said("ECONNRESET")).toContain("sslmode=disable")
  expect(said("SELF_SIGNED_CERT_IN_CHAIN")).toContain("sslrootcert=FILE")
  for (const unknown of ["42704", "22023", "42601", "08P01"])
    expect(said(unknown)).toContain("what stands behind the ?")
  expect(said("42P01")).toContain("another schema")
  expect(said("57014")).toContain("statement_timeout")
  expect(said("23505")).toBeUndefined()
  expect(explainVersion(140_005)).toContain("Postgres 15 or newer")
  expect(explainVersion(150_000)).toBeUndefined()
  expect(explainMissingGrant('a"b', "chat", "public")).toContain('GRANT CREATE ON DATABASE "chat" TO "a""b";')
  expect(explainMissingSchema("a", 'x"')).toContain('CREATE SCHEMA "x""" AUTHORIZATION "a";')
})
