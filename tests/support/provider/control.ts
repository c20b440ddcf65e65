import { expect } from "@playwright/test"
import type { ProviderRequest } from "./provider"
import type { Script } from "./scenarios"

/** The test's hand on the scripted provider, which runs in another process. */
export class ProviderControl {
  /** Every answer given to the provider during this test, whole. */
  readonly answers = new Set<string>()

  constructor(private readonly url: string) {}

  /** Plays this script for every request from now on. */
  async play(script: Script): Promise<void> {
    this.answers.add(script.pieces.join(""))
    await this.control("PUT", "script", script)
  }

  /** Lets so many held pieces go; pieces not yet asked for go as soon as they are. */
  async release(pieces = 1): Promise<void> {
    await this.control("POST", "release", { pieces })
  }

  /** Everything asked since the last reset, oldest first. */
  async requests(): Promise<ProviderRequest[]> {
    return (await this.control("GET", "requests")).json()
  }

  /** Plays this script for every summary from now on. */
  async playSummary(script: Script): Promise<void> {
    this.answers.add(script.pieces.join(""))
    await this.control("PUT", "summary", script)
  }

  /** Every summary that was asked for since the last reset, oldest first. */
  async summaries(): Promise<ProviderRequest[]> {
    return (await this.control("GET", "summaries")).json()
  }

  /** Waits until exactly so many questions have been asked. */
  async expectRequests(count: number): Promise<void> {
    await expect.poll(async () => (await this.requests()).length).toBe(count)
  }

  /** Breaks what is open, forgets what was asked, and answers plainly again. */
  async reset(): Promise<void> {
    await this.control("POST", "reset", {})
  }

  private async control(method: string, path: string, body?: object): Promise<Response> {
    const response = await fetch(`${this.url}/control/${path}`, {
      method,
      body: body && JSON.stringify(body),
    })
    if (!response.ok)
      throw new Error(`The scripted provider answered ${response.status} to ${method} ${path}.`)
    return response
  }
}
