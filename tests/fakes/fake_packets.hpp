#pragma once

#include <sys/eventfd.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <utility>
#include <vector>

#include "agent/capture/packet_source.hpp"
#include "platform/files/file.hpp"

namespace magpie::fakes {

/// An interface that is captured. Shared with who tests: the source itself is `FakePacketSource`, which the capture
/// owns.
class FakePackets {
  public:
    explicit FakePackets(agent::LinkType link_type) : link_type_(link_type) {}

    // What happens.
    void frame_arrives(std::vector<std::byte> bytes, agent::CaptureTime at = {}) {
        const auto length = bytes.size();
        frame_arrives_cut(std::move(bytes), length, at);
    }
    /// Longer than what is captured of it.
    void frame_arrives_cut(std::vector<std::byte> bytes, std::size_t length, agent::CaptureTime at = {}) {
        waiting_.push_back({std::move(bytes), length, at});
        make_readable();
    }
    void frames_arrive(std::size_t count) {
        for (; count > 0; --count) {
            frame_arrives({});
        }
    }
    void kernel_drops(std::uint64_t frames) { dropped_ += frames; }
    void interface_goes() {
        ended_ = true;
        make_readable();
    }
    /// Called at the beginning of each read: time passes, or something else happens.
    void at_each_read(std::function<void()> what) { at_each_read_ = std::move(what); }

    // What it saw.
    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }

  private:
    friend class FakePacketSource;

    struct Frame {
        std::vector<std::byte> bytes;
        std::size_t length;
        agent::CaptureTime at;
    };

    void make_readable() { (void)::eventfd_write(readable_.descriptor(), 1); }
    void make_unreadable() {
        eventfd_t ignored = 0;
        (void)::eventfd_read(readable_.descriptor(), &ignored);
    }

    agent::LinkType link_type_;
    files::File readable_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    std::deque<Frame> waiting_;
    std::function<void()> at_each_read_ = [] {};
    std::uint64_t dropped_ = 0;
    bool ended_ = false;
};

class FakePacketSource final : public agent::PacketSource {
  public:
    explicit FakePacketSource(FakePackets& packets) : packets_(packets) {}

    [[nodiscard]] agent::LinkType link_type() const override { return packets_.link_type_; }
    std::size_t read(std::size_t most, const std::function<void(const agent::CapturedFrame&)>& take) override {
        packets_.at_each_read_();
        auto& waiting = packets_.waiting_;
        const auto count = std::min(most, waiting.size());
        for (std::size_t i = 0; i < count; ++i) {
            const auto frame = std::move(waiting.front());
            waiting.pop_front();
            take({frame.bytes, frame.length, frame.at});
        }
        if (waiting.empty() && !packets_.ended_) {
            packets_.make_unreadable();
        }
        return count;
    }
    [[nodiscard]] bool ended() const override { return packets_.ended_; }
    [[nodiscard]] std::uint64_t dropped() override { return packets_.dropped_; }
    [[nodiscard]] int descriptor() const override { return packets_.readable_.descriptor(); }

  private:
    FakePackets& packets_;
};

}  // namespace magpie::fakes
