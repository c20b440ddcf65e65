import { z } from "zod"
import { isBlank } from "./text"

/** Has something to read in it. */
const seen = (text: string) => !isBlank(text)

/** Ids are UUID v7, chosen by the client, so that every write can be repeated without harm. */
export const uuidV7 = z.uuid({ version: "v7" }).transform((id) => id.toLowerCase())

/** The newest message a page shows of the chat it writes to, null for none; absent: whatever is there. */
const lastSeen = uuidV7.nullable().optional()

/** The one argument of `sendMessage`. The size and the characters of `text` are judged by `lib/server`. */
export const sendInput = z.object({
  chatId: uuidV7,
  messageId: uuidV7,
  text: z.string(),
  lastSeen,
  temporary: z.boolean().optional(),
})

/** Ask again: the question `messageId`, in new words as `rewordedId` when `text` is given, answered as `replyId`. */
export const regenerateInput = z.object({
  chatId: uuidV7,
  messageId: uuidV7,
  replyId: uuidV7,
  text: z.string().optional(),
  rewordedId: uuidV7.optional(),
  lastSeen,
  temporary: z.boolean().optional(),
})

/** The version of the message `messageId` that comes before or after the one that is shown. */
export const versionInput = z.object({
  chatId: uuidV7,
  messageId: uuidV7,
  by: z.literal([-1, 1]),
})

/** A message that is to be kept in mind no more, or a question that is to be removed. */
export const messageInput = z.object({ chatId: uuidV7, messageId: uuidV7 })

export const chatInput = z.object({ chatId: uuidV7 })
export const renameInput = z.object({
  chatId: uuidV7,
  title: z
    .string()
    .trim()
    .max(200)
    .refine(seen)
    .refine((title) => !/[\0\r\n]/.test(title) && title.isWellFormed()),
})
/** `rating` null takes it back. The size and the characters of `comment` are judged by `lib/server`. */
export const rateInput = z.object({
  chatId: uuidV7,
  messageId: uuidV7,
  rating: z.enum(["good", "poor"]).nullable(),
  comment: z.string().optional(),
  shared: z.boolean().optional(),
})
export const sourceInput = z.object({ chatId: uuidV7, messageId: uuidV7, number: z.int32().positive() })
export const chatPageInput = z.object({ after: z.string().max(100).optional() })
export const searchInput = z.object({ text: z.string().trim().max(200).refine(seen) })
export const messagePageInput = z.object({ chatId: uuidV7, before: z.int32().positive().optional() })
export const followInput = z.object({ chatId: uuidV7, after: z.coerce.number().int().min(0) })
