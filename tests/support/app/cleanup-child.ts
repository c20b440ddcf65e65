import { cleanUp } from "@/lib/server/cleanups/cleanup"

// A process of its own, to be killed in the middle of it.
await cleanUp()
process.exit()
