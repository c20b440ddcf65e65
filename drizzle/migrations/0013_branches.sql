ALTER TABLE "chats" ADD COLUMN "branches" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "chats" ADD COLUMN "path" integer[];--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "branch" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "branched_from" integer;--> statement-breakpoint
ALTER TABLE "replies" ADD COLUMN "branch" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "replies" ADD COLUMN "branched_from" integer;