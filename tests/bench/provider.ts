import { startProvider } from "@/tests/support/provider/provider"

await startProvider(Number(process.argv[2]))
