import "server-only"
import { checkContextBudget } from "./context"

export async function boot(): Promise<void> {
  checkContextBudget()
}
