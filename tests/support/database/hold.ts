import type postgres from "postgres"

/** Holds what `lock` locks, in a transaction of its own, until `release` is called, which may be called again. */
export async function hold(
  sql: postgres.Sql,
  lock: (sql: postgres.TransactionSql) => Promise<unknown>,
): Promise<{ release: () => Promise<void> }> {
  const held = Promise.withResolvers<void>()
  const end = Promise.withResolvers<void>()
  const done = sql.begin(async (sql) => {
    await lock(sql)
    held.resolve()
    await end.promise
  })
  await Promise.race([held.promise, done])
  const release = async () => {
    end.resolve()
    await done
  }
  return { release }
}
