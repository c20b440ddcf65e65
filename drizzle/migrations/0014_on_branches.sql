-- First of all: a table that is locked for reading cannot be locked for changing without a deadlock.
ALTER TABLE "messages" DROP CONSTRAINT "messages_in_order";--> statement-breakpoint
CREATE UNIQUE INDEX IF NOT EXISTS "messages_on_branch" ON "messages" USING btree ("session_id","chat_id","branch","position");--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "messages_branching" ON "messages" USING btree ("session_id","chat_id","position") WHERE "messages"."branched_from" is not null;
