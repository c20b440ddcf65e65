import "server-only"
import { env } from "../env"
import { perProcess } from "../process"
import { counter, gauge, histogram } from "../telemetry/metrics"

const statements = perProcess("statements", () => ({ open: 0 }))

const seconds = histogram(
  "alcove_database_statement_seconds",
  "Seconds from a statement to its answer, waiting and repeated attempts included.",
  [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
)
const retries = counter("alcove_database_retries_total", "Statements that were sent again.")
const replaced = counter(
  "alcove_database_clients_replaced_total",
  "Clients given up after one of their connections was lost.",
)

const size = () => env().DATABASE_POOL_SIZE
gauge("alcove_database_pool_size", "Connections this process may open.", size)
// The client does not tell; a statement holds one connection, and those beyond the pool wait.
gauge("alcove_database_busy_connections", "Connections with a statement under way.", () =>
  Math.min(statements.open, size()),
)
gauge("alcove_database_waiting_statements", "Statements that wait for a connection.", () =>
  Math.max(0, statements.open - size()),
)

/** Counts a statement as under way until `work` is over, and its seconds. */
export async function timeStatement<T>(work: () => Promise<T>): Promise<T> {
  const began = performance.now()
  statements.open++
  try {
    return await work()
  } finally {
    statements.open--
    seconds.observe((performance.now() - began) / 1000)
  }
}

/** Counts a statement that is sent again. */
export function countRetry(): void {
  retries.inc()
}

/** Counts a client that was given up. */
export function countReplacedClient(): void {
  replaced.inc()
}
