CREATE TABLE "site_budget" (
	"id" smallint PRIMARY KEY NOT NULL,
	"round" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "site_leases" (
	"process_id" uuid PRIMARY KEY NOT NULL,
	"input_tokens" bigint NOT NULL,
	"output_tokens" bigint NOT NULL,
	"lease_until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "replies" ADD COLUMN "reserved" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "hour_messages" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "hour_ends_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "day_tokens" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "day" date;--> statement-breakpoint
-- A row changes with every message: the next version of it shall find room beside it.
ALTER TABLE "sessions" SET (fillfactor = 80);
