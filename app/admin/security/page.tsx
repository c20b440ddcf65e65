import type { Metadata } from "next"
import type { ReactNode } from "react"
import { AuditLog } from "@/components/admin/audit-log"
import { ChangePassword } from "@/components/admin/change-password"
import { Frame } from "@/components/admin/frame"
import { Sessions } from "@/components/admin/sessions"
import { SignIn } from "@/components/admin/sign-in"
import { listAudit } from "@/lib/server/admin/audit"
import { auditInWords, sessionInWords } from "@/lib/server/admin/audit-text"
import { type Admin, findAdmin } from "@/lib/server/admin/session"
import { listAdminSessions } from "@/lib/server/admin/sessions"
import { env } from "@/lib/server/env"
import { countNewShared } from "@/lib/server/sharing/seen"
import { adminWords } from "@/lib/words/admin"
import { momentInWords, timeInWords } from "@/lib/words/page"

export const metadata: Metadata = { title: adminWords.pages.security }

const { security } = adminWords

const ENTRIES = 100

export default async function SecurityPage() {
  const admin = await findAdmin()
  if (!admin) return <SignIn />
  const [sessions, entries] = await Promise.all([findSessions(admin), findEntries()])
  return (
    <Frame current="/admin/security" title={env().CHAT_TITLE} news={await countNewShared()}>
      <div className="max-w-[46rem]">
        <h1 className="font-serif text-3xl">{adminWords.pages.security}</h1>
        <p className="mt-2 text-ink-soft">{security.text}</p>
        <Sessions sessions={sessions} />
        <Section heading={security.password.heading}>
          <p className="mb-4 text-ink-soft">{security.password.text}</p>
          <ChangePassword />
        </Section>
        <Section heading={security.audit.heading}>
          <p className="text-ink-soft">{security.audit.text({ most: ENTRIES, timeZone: env().TIME_ZONE })}</p>
          <AuditLog entries={entries} />
        </Section>
      </div>
    </Frame>
  )
}

function Section({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <section className="mt-8 border-line border-t pt-6">
      <h2 className="mb-2 font-serif text-xl">{heading}</h2>
      {children}
    </section>
  )
}

async function findSessions(admin: Admin) {
  const sessions = await listAdminSessions(admin)
  return sessions.map(({ id, device, isThis, createdAt, lastSeenAt }) => ({
    id,
    device,
    isThis,
    name: sessionInWords(id),
    created: momentInWords(createdAt, env().TIME_ZONE),
    // Never longer ago than an hour.
    lastSeen: timeInWords(lastSeenAt, env().TIME_ZONE),
  }))
}

async function findEntries() {
  const entries = await listAudit(ENTRIES)
  return entries.map((entry) => ({
    id: entry.id,
    at: entry.at.toISOString(),
    when: momentInWords(entry.at, env().TIME_ZONE),
    ...auditInWords(entry),
  }))
}
