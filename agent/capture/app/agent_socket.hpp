#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "platform/files/file.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent {

/// The Unix socket on which the agent hears us, and the one agent that does. The carrier: nothing in it ever waits.
/// What it gets is not believed: whoever says anything but an agent's records in their order is put off. Lives on the
/// loop's thread; owned by `main`.
class AgentSocket {
  public:
    /// A socket there that nobody listens to is replaced. Its directory must exist. The error is a sentence.
    [[nodiscard]] static tl::expected<AgentSocket, std::string> listen(const std::string& path);

    enum class Call : std::uint8_t { nobody, taken, turned_away };
    /// Takes one who calls and says hello to it; turns away all others while there is one. Who has said nothing so far
    /// is no agent yet, and gives way: so a look (`magpie-agent sample`) keeps no agent out.
    Call accept();

    /// What the agent has said since, its hello first: whoever reads must forget what an agent before it left half
    /// said. A reason why it was put off now, or `gone` when it went by
    /// itself; empty while it is there.
    std::string_view read(std::vector<capture::Record>& into);
    static constexpr std::string_view gone = "gone";

    /// Is sent as the agent reads it. What there is no room for, or nobody to hear, is dropped: totals come again.
    void say(std::span<const capture::Record> records);
    /// Goes on sending what waits.
    void flush();

    [[nodiscard]] int listener() const { return listener_.descriptor(); }
    [[nodiscard]] int agent() const { return agent_.descriptor(); }
    [[nodiscard]] bool has_more_to_say() const { return !waiting_.empty(); }
    /// Records that were dropped although an agent was there.
    [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

  private:
    explicit AgentSocket(files::File listener) : listener_(std::move(listener)) {}

    [[nodiscard]] std::string_view take(std::span<const std::byte> bytes, std::vector<capture::Record>& into);
    void put_off();

    files::File listener_;
    files::File agent_;
    bool greeted_ = false;       // by the agent
    bool settled_ = false;       // it has said all that is ours
    std::size_t said_ours_ = 0;  // records before that
    std::vector<capture::Bytes> waiting_;
    std::uint64_t dropped_ = 0;
};

}  // namespace magpie::agent
