import { startProvider } from "../provider/provider"
import { type App, startApp } from "./app"
import { removeLog } from "./log"

export type StageOptions = {
  name: string
  databaseUrl: string
  appPort: number
  providerPort: number
  /** Over the settings of the tests. */
  settings?: Record<string, string>
  /** The model was tried from this database within the day, so this app does not ask it again when it has started. */
  isTried?: boolean
}

export type Stage = {
  app: App
  /** Serves the app again where it was, after it was stopped or killed. */
  restartApp: () => Promise<void>
  clear: () => Promise<void>
}

/** Starts the provider, then the app, which answers from the provider and keeps everything in the database. */
export async function setStage(options: StageOptions): Promise<Stage> {
  const { name, databaseUrl, appPort, providerPort, settings, isTried = false } = options
  removeLog(name)
  const provider = await startProvider(providerPort)
  const start = () =>
    startApp({ port: appPort, databaseUrl, providerUrl: provider.url, logName: name, settings })
  const stage: Stage = {
    app: await start(),
    restartApp: async () => {
      stage.app = await start()
    },
    clear: async () => {
      await stage.app.stop()
      await provider.stop()
    },
  }
  // Its question to the provider is not to be taken for one of a test.
  if (!isTried) await provider.tried
  return stage
}
