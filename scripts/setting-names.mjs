/** The names of all settings, so that a mistyped one is noticed before anything is installed (lib/server/env.ts has them, too). */
export const settingNames = [
  ..."PORT HOST PUBLIC_URL DATABASE_URL DATABASE_POOL_SIZE DATA_DIR MASTER_KEYS SESSION_SECRETS".split(" "),
  ..."ADMIN_PASSWORD CRON_SECRET OPENAI_API_KEY OPENAI_BASE_URL CHAT_MODEL CHAT_TEMPERATURE EMBEDDING_MODEL".split(
    " ",
  ),
  ..."SYSTEM_PROMPT CONTEXT_TOKENS REPLY_TOKENS REPLY_TIMEOUT MESSAGE_MAX_BYTES RETENTION".split(" "),
  ..."TEMPORARY_RETENTION KIOSK_IDLE CLEANUP_SCHEDULE TRUSTED_PROXIES CLEANUP_PERIOD TIME_ZONE".split(" "),
  ..."SESSION_MESSAGES_PER_HOUR SESSION_TOKENS_PER_DAY ADDRESS_MESSAGES_PER_HOUR SITE_TOKENS_PER_DAY SITE_COST_PER_DAY ALERT_WEBHOOK".split(
    " ",
  ),
  ..."PRICE_INPUT_PER_MTOK PRICE_OUTPUT_PER_MTOK PRICE_CURRENCY METRICS_TOKEN".split(" "),
  ..."OTEL_EXPORTER_OTLP_ENDPOINT CHAT_TITLE WELCOME_MESSAGE OPERATOR_NAME OPERATOR_CONTACT".split(" "),
  ..."ACCENT_COLOR LOG_LEVEL DOCUMENTS_DIR SAMPLE_DOCUMENTS NODE_USE_ENV_PROXY NEXT_SERVER_ACTIONS_ENCRYPTION_KEY".split(
    " ",
  ),
]

/** Of others who also read .env or the environment: Compose, Node, Next, the proxies of npm. */
const foreign =
  /^(COMPOSE_|POSTGRES_|NODE_|NEXT_|OTEL_|PG|LC_|npm_|TZ$|LANG$|HOSTNAME$|(HTTPS?|NO|ALL)_PROXY$)/i

/**
 * What to say about a name that is no setting of ours; undefined when it is one, or another program's.
 * @param {string} name
 * @param {boolean} isFromFile .env is ours alone; the environment is full of other people's names
 * @returns {string | undefined}
 */
export function noteOn(name, isFromFile) {
  if (settingNames.includes(name) || foreign.test(name)) return undefined
  const [nearest, distance] = findNearest(name.toUpperCase())
  const isNear = isFromFile
    ? distance <= 2
    : distance <= (name.length < 10 ? 1 : 2) && isAlmost(name, nearest)
  if (isNear) return `${name} is no setting and does nothing. Is ${nearest} meant?`
  return isFromFile
    ? `${name} is no setting and does nothing. docs/settings.md lists all of them.`
    : undefined
}

/**
 * Short names are near to many words, and `DATABASE_URL_2` is the second database of another program.
 * @param {string} name
 * @param {string} nearest
 */
function isAlmost(name, nearest) {
  return name.length >= 6 && name === name.toUpperCase() && !name.startsWith(nearest)
}

/**
 * @param {string} name
 * @returns {[string, number]} a setting, and how many letters lie between
 */
function findNearest(name) {
  const distances = settingNames.map(
    (known) => /** @type {[string, number]} */ ([known, distance(name, known)]),
  )
  return distances.reduce((best, next) => (next[1] < best[1] ? next : best))
}

/**
 * Letters to add, leave out or change (Levenshtein).
 * @param {string} one
 * @param {string} other
 */
function distance(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1]
    for (const [column, wanted] of [...other].entries()) {
      const changed = (row[column] ?? 0) + (letter === wanted ? 0 : 1)
      next.push(Math.min(changed, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
