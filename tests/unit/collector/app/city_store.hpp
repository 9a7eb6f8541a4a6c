#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "collector/app/collector.hpp"
#include "tests/unit/collector/history/read_write_request.hpp"

namespace magpie::fakes {

/// A history store that answers at the next tick and keeps what it took only a while after, and loses it when it dies.
/// Several collectors may write to it, each over connections of its own.
class CityStore {
  public:
    [[nodiscard]] collector::HistoryStore edge(const std::string& writer) {
        requests_[writer].clear();
        return {.settings = {.batch = Milliseconds{3000}, .settle = Milliseconds{8000}},
                .post = [this, writer](std::size_t shard, std::string body) {
                    requests_[writer].emplace_back(shard, std::move(body));
                }};
    }
    void ticks(const std::string& writer, collector::History& history, const Now& now) {
        const auto ended = std::exchange(ended_[writer], {});
        std::erase_if(fresh_, [&](const Fresh& one) {
            if (one.taken + Milliseconds{7000} > now.mono) {
                return false;
            }
            const auto [kept, first] = kept_[one.series].try_emplace(one.time, one.value);
            contradictions_ += !first && kept->second != one.value ? 1 : 0;
            return true;
        });
        for (auto& [shard, body] : std::exchange(requests_[writer], {})) {
            if (away_ || !ended.empty()) {
                history.answered(shard, tl::unexpected(http::Failure::no_connection), now);
                continue;
            }
            for (const auto& one : collector::read_body(body)) {
                for (const auto& [time, value] : one.points) {
                    fresh_.push_back({now.mono, one.name(), time, value});
                }
            }
            history.answered(shard, http::Answer{.status = 204}, now);
        }
        for (const auto shard : ended) {
            history.connection_lost(shard);
        }
    }
    void dies() {
        away_ = true;
        fresh_.clear();
        for (auto& [writer, ended] : ended_) {
            ended = {0, 1};
        }
    }
    void returns() { away_ = false; }
    /// Requests that wait for their answer.
    [[nodiscard]] std::size_t asked_by(const std::string& writer) { return requests_[writer].size(); }

    /// Values by time.
    [[nodiscard]] const std::map<std::int64_t, double>& series(const std::string& name) { return kept_[name]; }
    /// Times of a series at which it was told two values.
    [[nodiscard]] std::size_t contradictions() const { return contradictions_; }

  private:
    struct Fresh {
        Monotonic taken;
        std::string series;
        std::int64_t time;
        double value;
    };
    bool away_ = false;
    std::map<std::string, std::vector<std::size_t>> ended_;
    std::map<std::string, std::vector<std::pair<std::size_t, std::string>>> requests_;
    std::vector<Fresh> fresh_;
    std::map<std::string, std::map<std::int64_t, double>> kept_;
    std::size_t contradictions_ = 0;
};

}  // namespace magpie::fakes
