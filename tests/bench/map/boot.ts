import "server-only"
import { checkContextBudget } from "./model/prompt"

export async function boot(): Promise<void> {
  checkContextBudget()
}
