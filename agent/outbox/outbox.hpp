#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "agent/report/report.hpp"
#include "wire/report/acknowledge.hpp"
#include "wire/report/number.hpp"

namespace magpie::agent {

/// Keeps every report until the collector says it is safe (docs/protocol.md, "The outbox"). Bounded: under pressure the
/// oldest segment goes, a whole report and all that builds on it, and the numbers show it. One thread; owned by the
/// Agent.
class Outbox {
  public:
    /// `epoch` is random and not 0; `most_bytes` bounds the memory of the held reports.
    Outbox(Epoch epoch, std::size_t most_bytes) : epoch_(epoch), most_bytes_(most_bytes) {}

    ReportNumber commit(Report report);

    /// Takes the collector's word; one of another epoch, or about numbers never given out, is passed over.
    void acknowledged(const Acknowledge& acknowledge);

    [[nodiscard]] Epoch epoch() const { return epoch_; }
    /// The oldest number still held, or the next one to come when nothing is held.
    [[nodiscard]] ReportNumber oldest() const;
    /// The highest number given out.
    [[nodiscard]] ReportNumber newest() const { return newest_; }
    /// The collector has all up to this one, as it said last; nothing of it needs sending again.
    [[nodiscard]] ReportNumber received() const { return received_; }
    /// The first held report above `number`; null when there is none. Valid until the next call that changes the
    /// outbox.
    [[nodiscard]] const Report* after(ReportNumber number) const;

    [[nodiscard]] std::size_t reports() const { return held_.size(); }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }
    [[nodiscard]] std::uint64_t dropped() const { return dropped_; }
    /// By id of the series: whether a held report mentions it.
    [[nodiscard]] std::vector<bool> mentioned() const;

  private:
    void drop_front();
    void make_room();

    Epoch epoch_;
    std::size_t most_bytes_;
    std::deque<Report> held_;
    std::size_t bytes_ = 0;
    ReportNumber newest_{};
    ReportNumber received_{};
    std::uint64_t dropped_ = 0;
};

}  // namespace magpie::agent
