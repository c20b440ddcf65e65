import { startProvider } from "@/tests/support/provider"

await startProvider(Number(process.argv[2]))
