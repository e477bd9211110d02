-- For wrk: sends the bodies of a file, one a line, in turn, and prints what came of it as JSON.
--
--   wrk … --script tweets.lua URL -- FILE

function init(arguments)
   requests = {}
   local headers = { ["Content-Type"] = "application/json", ["Host"] = "127.0.0.1" }
   for body in io.lines(arguments[1]) do
      requests[#requests + 1] = wrk.format("POST", "/predict", headers, body)
   end
   place = 0
end

function request()
   place = place % #requests + 1
   return requests[place]
end

function done(summary, latency)
   local errors = summary.errors
   io.write(string.format(
      '\n{"requests":%d,"microseconds":%d,"p50":%d,"p90":%d,"p99":%d,"max":%d,' ..
      '"not_200":%d,"failures":%d}\n',
      summary.requests, summary.duration, latency:percentile(50), latency:percentile(90),
      latency:percentile(99), latency.max, errors.status,
      errors.connect + errors.read + errors.write + errors.timeout
   ))
end
