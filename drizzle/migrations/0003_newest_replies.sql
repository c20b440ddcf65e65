CREATE SEQUENCE "recent_replies_number" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "recent_replies" (
	"place" smallint PRIMARY KEY NOT NULL,
	"number" bigint NOT NULL,
	"minute" timestamp with time zone NOT NULL,
	"failure" text
);
--> statement-breakpoint
ALTER TABLE "admin_password" ADD COLUMN "shared_seen_at" timestamp with time zone;