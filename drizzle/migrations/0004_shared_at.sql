DROP INDEX "feedback_shared";--> statement-breakpoint
ALTER TABLE "feedback" ADD COLUMN "shared_at" timestamp with time zone;--> statement-breakpoint
UPDATE "feedback" SET "shared_at" = "rated_at" WHERE "shared";--> statement-breakpoint
CREATE INDEX "feedback_shared_at" ON "feedback" USING btree ("shared_at") WHERE "feedback"."shared";