#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "platform/mqtt/client.hpp"
#include "wire/time.hpp"

namespace magpie::agent::page {

/// Signed reports on their way to the collector: files in the state directory, the oldest sent first, each kept until
/// the collector has said that it has it. Eight at most; beyond them the oldest goes. Nothing is sent while there is
/// none. What another process puts there (`magpie-agent check --accept`) is found within a minute. One thread; owned by
/// the app, told of the session by the Agent.
class ReportQueue {
  public:
    static constexpr std::size_t most = 8;
    /// For the collector's word, which may be one of a version that keeps no reports; then the next try.
    static constexpr Milliseconds patience{std::chrono::minutes(15)};
    /// For what another process has added.
    static constexpr Milliseconds between_looks{std::chrono::minutes(1)};

    ReportQueue(const std::string& area, const std::string& node, std::string directory);

    /// On the disk when it returns. The value is its name (pole_report_id()); the error a sentence.
    [[nodiscard]] tl::expected<std::string, std::string> add(std::string_view cms);
    [[nodiscard]] std::size_t size() const { return waiting_.size(); }

    /// Whether an event is about it, and nothing to the session.
    [[nodiscard]] bool concerns(const mqtt::Event& event) const;
    void on(const mqtt::Event& event, mqtt::Client& client, const Now& now);
    /// `online`: the session stands.
    void tick(bool online, mqtt::Client& client, const Now& now);

  private:
    struct Waiting {
        std::string file;  // "<number>-<id>.cms": in the order of their numbers
        std::string id;
    };
    /// Takes up what is in the directory, and is not known yet. Whether anything is.
    bool look();
    void send(mqtt::Client& client, const Now& now);
    void remove(const std::string& file) const;

    std::string topic_;
    std::string answer_topic_;
    std::string directory_;
    std::vector<Waiting> waiting_;
    std::uint64_t next_number_ = 1;
    bool online_ = false;
    bool subscribed_ = false;  // or asked to be
    std::optional<Monotonic> again_at_;
    std::optional<Monotonic> looked_at_;
};

}  // namespace magpie::agent::page
