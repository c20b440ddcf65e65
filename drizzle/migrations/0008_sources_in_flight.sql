ALTER TABLE "replies" ADD COLUMN "started_over" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "replies" ADD COLUMN "sources" "bytea";