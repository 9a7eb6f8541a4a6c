// What a history store answers; and the addresses and labels that the history reads.

#include <algorithm>
#include <string>

#include "collector/fleet/label_text.hpp"
#include "collector/history/label_bytes.hpp"
#include "collector/history/verdict.hpp"
#include "platform/http/client.hpp"
#include "tests/fuzz/fuzzer.hpp"

MAGPIE_FUZZER(bytes) {
    using namespace magpie;
    using namespace magpie::collector;
    using fuzz::require;
    using history::Outcome;
    const auto line = [&bytes] {
        const auto text = bytes.substr(0, bytes.find('\n'));
        bytes.remove_prefix(std::min(bytes.size(), text.size() + 1));
        return text;
    };
    unsigned status = 0;
    for (const char c : line().substr(0, 3)) {
        status = status * 10 + static_cast<unsigned>(c & 0x0f);
    }
    const std::string retry_after(line());
    const auto verdict =
        history::judge(http::Answer{.status = status, .retry_after = retry_after, .body = std::string(bytes)});
    require((verdict.outcome == Outcome::stored) == (status >= 200 && status < 300), "stored is 2xx and nothing else");
    require(verdict.outcome != Outcome::refused || status == 400 || status == 413 || status == 422 || status >= 500,
            "what is about address or credentials costs no sample");
    require(!verdict.retry_after || *verdict.retry_after >= Milliseconds{0}, "no wait into the past");

    if (const auto labels = history::parse_labels(bytes)) {
        if (const auto text = labels_text(*labels)) {
            auto again = history::parse_labels(*text);
            require(again && labels_text(*again) == text, "labels of a page are read as they were written");
        }
    }
    if (const auto url = http::parse_url(bytes)) {
        require(!url->host.empty() && url->target.starts_with('/'), "an address has a host and a path");
        require(url->target.find_first_of("\r\n ") == std::string::npos, "a path is one word of a request line");
    }
}
