import "server-only"
import type { Admin } from "../admin/session"
import { defaultSettings, type SettingChange, type Settings } from "./schema"

export async function findSettings(): Promise<Settings> {
  return defaultSettings()
}

export async function changeSetting(_admin: Admin, _change: SettingChange): Promise<void> {
  throw new Error("not part of this bench")
}
