import { afterAll, beforeEach } from "vitest"
import { ProviderControl } from "./control"
import { startProvider } from "./provider"

const provider = await startProvider(0)
process.env.OPENAI_BASE_URL = `${provider.url}/v1`

/** The scripted provider of this test file, in this process; import it before anything that reads the settings. */
export const scripted = new ProviderControl(provider.url)

beforeEach(() => scripted.reset())
afterAll(() => provider.stop())
