#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <unordered_map>
#include <vector>

#include "agent/outbox/flash.hpp"
#include "agent/outbox/segment.hpp"
#include "agent/outbox/storage.hpp"
#include "agent/report/reporter.hpp"
#include "wire/report/acknowledge.hpp"
#include "wire/report/header.hpp"
#include "wire/report/number.hpp"

namespace magpie::agent {

struct OutboxSettings {
    std::size_t memory_bytes = std::size_t{2} << 20;
    std::size_t flash_bytes = std::size_t{16} << 20;
    Milliseconds flash_after{60'000};  // what is not safe after it goes to flash
    bool durable = true;               // what is said to be there outlives the power
    bool thin = false;                 // under pressure reports are merged by pairs before any is dropped
    std::string boot;                  // the kernel's boot id
};

/// Where an outbox keeps its segments besides memory; each may be null.
struct OutboxStorage {
    Storage* run = nullptr;  // tmpfs: outlives the process
    Flash* flash = nullptr;  // outlives the power
};

/// Keeps every report until the collector says it is safe (docs/protocol.md, "The outbox"): in memory and on tmpfs at
/// once, on flash what is not safe after a while, also what runs before this one left. Bounded: under pressure the
/// oldest segment goes, a whole report and all that builds on it, and the numbers show it; or first, by setting,
/// reports are merged, so that a long outage is known in less detail. One thread; owned by the Agent.
class Outbox {
  public:
    /// `epoch` is random and not 0: that of the reports to come, unless recover() finds one to go on with. `reporter`
    /// names the series.
    Outbox(Epoch epoch, OutboxSettings settings, Reporter& reporter, OutboxStorage storage = {});

    /// Finds what runs before this one left, before the first commit. Where tmpfs knows which number was the last of
    /// this boot, its epoch goes on: then nothing is lost unseen, however often the agent is killed. Best when the
    /// reporter has named what there is now: then the birth begins as those of all poles of its model.
    void recover();

    /// The report as it is to be sent; valid until the next call that changes the outbox.
    const Report& commit(Report report, const Now& now);

    /// Takes the collector's word; one about no epoch of ours, or numbers never given out, is passed over.
    void acknowledged(const Acknowledge& acknowledge, const Now& now);

    /// Hears how flash is getting on, and has it write what is due.
    void tick(const Now& now);
    /// When tick() is due. Nothing while flash is at work: then it is when that has ended.
    [[nodiscard]] std::optional<Monotonic> deadline() const;
    /// Flash was asked for something and has not said how it ended.
    [[nodiscard]] bool flash_is_busy() const { return asked_.has_value(); }
    /// The open segment is full, and the next can begin with a whole report only.
    [[nodiscard]] bool wants_whole() const;

    [[nodiscard]] Epoch epoch() const { return epoch_; }
    /// The report committed last.
    [[nodiscard]] const Report& committed() const { return committed_; }
    /// The highest number given out.
    [[nodiscard]] ReportNumber newest() const { return epochs_.back().last; }
    /// The oldest number still held of the present epoch, or the next one to come when nothing is held.
    [[nodiscard]] ReportNumber oldest() const { return oldest(epochs_.back()); }
    /// The epochs that have ended and of which reports are held, oldest first.
    [[nodiscard]] std::vector<EarlierEpoch> earlier() const;
    /// The collector has all of an epoch up to this one, as it said last; nothing of it needs sending again.
    [[nodiscard]] ReportNumber received(Epoch epoch) const;
    [[nodiscard]] ReportNumber received() const { return received(epoch_); }
    /// The first held report of an epoch above `number`; what was lost between is a report of its own. Null when there
    /// is none. Valid until the next call of anything here.
    [[nodiscard]] const Report* after(Epoch epoch, ReportNumber number);
    [[nodiscard]] const Report* after(ReportNumber number) { return after(epoch_, number); }

    [[nodiscard]] std::uint64_t reports() const;
    [[nodiscard]] std::size_t bytes_in_memory() const;
    [[nodiscard]] std::size_t bytes_on_flash() const;
    /// By id of the series: whether a held segment mentions it.
    [[nodiscard]] std::vector<bool> mentioned() const;

    struct Counters {
        std::uint64_t dropped = 0;        // reports given up under pressure
        std::uint64_t thinned = 0;        // segments, each time half of their reports
        std::uint64_t damaged = 0;        // stretches of a segment that could not be read
        std::uint64_t left_alone = 0;     // segments of a later version
        std::uint64_t flash_written = 0;  // bytes
        std::map<std::string, std::uint64_t, std::less<>> run_failures{};    // by reason
        std::map<std::string, std::uint64_t, std::less<>> flash_failures{};  // by reason
    };
    [[nodiscard]] const Counters& counters() const { return counters_; }

  private:
    using Failures = std::map<std::string, std::uint64_t, std::less<>>;
    struct HeldEpoch {
        Epoch epoch{};
        ReportNumber received{};
        ReportNumber safe{};
        ReportNumber last{};
    };

    /// What flash was asked for.
    struct Asked {
        std::string name{};       // of the segment; of none: removals
        std::string thinned{};    // the name of the file it is thinned into
        std::size_t size = 0;     // so many bytes are there afterwards
        std::size_t written = 0;  // so many of them new
        ReportNumber last{};      // of what is there afterwards
        bool overtaken = false;   // the segment has become another meanwhile
    };

    [[nodiscard]] HeldEpoch* find(Epoch epoch);
    [[nodiscard]] const HeldEpoch* find(Epoch epoch) const;
    [[nodiscard]] ReportNumber oldest(const HeldEpoch& epoch) const;
    [[nodiscard]] ReportNumber safe(const Segment& segment) const;

    [[nodiscard]] std::size_t full_size() const;
    void open_segment();
    [[nodiscard]] std::uint32_t place_of(SeriesId series);
    void mirror(Segment& segment);
    void remove_safe();
    [[nodiscard]] std::optional<record::Report> read_after(const Segment& segment, ReportNumber number);

    [[nodiscard]] bool wants_flash(const Segment& segment) const;
    void use_flash(const Now& now);
    void settle(const Now& now);
    void settle_written(Segment& segment, const Asked& asked, const Flash::Ended& ended);
    [[nodiscard]] bool thin_one();
    void settle_thinned(const std::deque<Segment>::iterator& segment, const Asked& asked, bool is_there);

    void release_flashed();
    void make_room(const Now& now);
    void drop(const std::deque<Segment>::iterator& segment, const Now& now);
    void remove_files(const std::vector<Segment>& gone);
    void remove_from_run(const std::vector<std::string>& names);
    static void note(Failures& failures, const std::error_code& why);

    void keep_position();
    void go_on();
    void recover_segment(Segment segment, std::vector<std::string>& boots, std::map<std::string, Milliseconds>& clocks);
    void forget_smallest();

    Epoch epoch_;
    OutboxSettings settings_;
    Reporter& reporter_;
    OutboxStorage storage_;
    std::deque<Segment> segments_;   // oldest first; the last takes reports when `open_`
    std::vector<HeldEpoch> epochs_;  // oldest first; the last is the present one
    bool open_ = false;
    bool has_position_ = false;  // on tmpfs, of this epoch
    std::uint64_t next_place_ = 1;
    std::unordered_map<std::uint32_t, std::uint32_t> places_;  // series id -> place in the open segment's table
    std::optional<Asked> asked_;
    std::vector<std::string> leavings_;         // names of files that are to go from flash
    std::deque<std::string> due_;               // names of segments that are to go there
    Monotonic flash_again_ = Monotonic::min();  // it refused something
    bool thinning_failed_ = false;
    Report committed_;
    Report found_;  // by after()
    // Where after() is reading.
    struct Reading {
        std::uint64_t place = 0;
        ReportNumber number{};  // the last report read
        std::size_t offset = 0;
        std::string bytes{};  // of a segment that is on flash alone
    };
    Reading reading_;
    Counters counters_;
};

}  // namespace magpie::agent
