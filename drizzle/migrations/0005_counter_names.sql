UPDATE "usage" SET "metric" = CASE "metric" WHEN 'returns' THEN 'returning_visitors' WHEN 'first_token' THEN 'first_token_ms' ELSE 'reply_ms' END
WHERE "metric" IN ('returns', 'first_token', 'reply_time');
