import { type App, startApp } from "./app"
import { startProvider } from "./provider"

export type StageOptions = { name: string; databaseUrl: string; appPort: number; providerPort: number }

export type Stage = {
  app: App
  /** Serves the app again where it was, after it was stopped or killed. */
  restartApp: () => Promise<void>
  clear: () => Promise<void>
}

/** Starts the provider, then the app, which answers from the provider and keeps everything in the database. */
export async function setStage({ name, databaseUrl, appPort, providerPort }: StageOptions): Promise<Stage> {
  const provider = await startProvider(providerPort)
  const start = () => startApp({ port: appPort, databaseUrl, providerUrl: provider.url, logName: name })
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
  return stage
}
