import "server-only"
import { query } from "./db"

/** Destroys salts of days before yesterday (UTC): none outlives 48 hours. */
export async function destroyOldSalts(): Promise<void> {
  await query(({ sql }) => sql`delete from address_salts where day < (now() at time zone 'utc')::date - 1`)
}
