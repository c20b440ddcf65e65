import { join } from "node:path"
import { say } from "./say.mjs"
import { ensureSecrets } from "./secrets.mjs"
import { onStop } from "./stop.mjs"

const appSecrets = /** @type {const} */ (["MASTER_KEYS", "SESSION_SECRETS", "CRON_SECRET", "ADMIN_PASSWORD"])

/**
 * An own database comes with own secrets, and the app says which are missing. The embedded one needs no setting.
 * @param {import("./settings.mjs").Settings} settings
 * @param {"startPostgres" | "borrowPostgres"} way to the embedded one; it ends with this process if it was started
 * @returns {Promise<Record<string, string>>} what the app must be told
 */
export async function openDatabase({ env, dataDir, databaseUrl }, way) {
  // These need packages, which may not have been there a moment ago.
  if (databaseUrl) {
    const { checkLogin } = await import("./database.mjs")
    await checkLogin(databaseUrl)
    return {}
  }
  const postgres = await import("./postgres.mjs")
  const starting = postgres[way]({ dataDir, log: say })
  onStop((hurry) =>
    starting.then(
      (server) => server.stop(hurry),
      () => {},
    ),
  )
  const { url } = await starting
  return { DATABASE_URL: url, ...fillSecrets(env, dataDir) }
}

/**
 * @param {NodeJS.Dict<string>} env
 * @param {string} dataDir
 */
function fillSecrets(env, dataDir) {
  const missing = appSecrets.filter((name) => !env[name])
  const { secrets, generated } = ensureSecrets(dataDir, missing)
  if (generated.includes("ADMIN_PASSWORD")) {
    say(`  The password for /admin is ${secrets.ADMIN_PASSWORD} (kept in ${join(dataDir, "secrets.json")})`)
  }
  return Object.fromEntries(missing.map((name) => [name, secrets[name]]))
}
