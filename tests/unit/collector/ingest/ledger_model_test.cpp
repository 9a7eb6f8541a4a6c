// Nodes and collectors that end and begin again, against a model that sees what the node holds.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <iterator>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "collector/ingest/ledger.hpp"
#include "tests/unit/collector/ingest/ledgers.hpp"

namespace magpie::collector {
namespace {

/// Names a report for good.
using Report = std::pair<std::uint64_t, std::uint64_t>;  // epoch, number

/// A node that keeps its reports over its own ends, as docs/protocol.md has it.
class KeepingNode {
  public:
    explicit KeepingNode(std::minstd_rand& random) : random_(random) {}

    void reports() {
        ++newest_;
        held_.insert({epoch_, newest_});
    }
    /// Pressure: the oldest goes.
    void gives_up_one() {
        if (!held_.empty()) {
            held_.erase(held_.begin());
        }
    }
    /// The process ends, or the power: the newest of the present epoch may not have been kept.
    void begins_again(std::uint64_t not_kept) {
        const auto kept = newest_ - std::min(newest_, not_kept);
        held_.erase(held_.upper_bound({epoch_, kept}), held_.end());
        if (kept > 0 && held_.contains({epoch_, kept})) {
            last_[epoch_] = kept;
        }
        ++epoch_;
        newest_ = 0;
    }
    /// The power cut brings back a file that was deleted.
    void finds_again(Report report) {
        if (report.first < epoch_ && !last_.contains(report.first)) {
            held_.insert(report);
            last_[report.first] = report.second;
        }
    }
    void hears(const Acknowledge& word) {
        const auto epoch = value(word.epoch);
        held_.erase(held_.lower_bound({epoch, 1}), held_.upper_bound({epoch, value(word.safe)}));
        if (const auto ended = last_.find(epoch); ended != last_.end() && value(word.safe) >= ended->second) {
            last_.erase(ended);
        }
    }

    [[nodiscard]] ReportHeader header(ReportRange range = {}) const {
        ReportHeader header{.epoch = Epoch{epoch_},
                            .range = range,
                            .oldest = ReportNumber{oldest_of(epoch_, newest_)},
                            .newest = ReportNumber{newest_}};
        for (const auto& [epoch, last] : last_) {
            header.earlier.push_back(still_held(Epoch{epoch}, oldest_of(epoch, last), last));
        }
        return header;
    }
    /// Of any report it holds.
    [[nodiscard]] ReportHeader header_of(Report report) const {
        const auto [epoch, number] = report;
        if (epoch == epoch_) {
            return header(only(number));
        }
        auto header = says_closed(Epoch{epoch}, oldest_of(epoch, last_.at(epoch)), last_.at(epoch));
        header.range = only(number);
        return header;
    }
    [[nodiscard]] const std::set<Report>& held() const { return held_; }
    [[nodiscard]] bool keeps_ended() const { return !last_.empty(); }
    [[nodiscard]] std::uint64_t epoch() const { return epoch_; }
    [[nodiscard]] std::optional<Report> any() const {
        if (held_.empty()) {
            return std::nullopt;
        }
        auto place = held_.begin();
        std::advance(place, static_cast<std::ptrdiff_t>(random_() % held_.size()));
        return *place;
    }

  private:
    [[nodiscard]] std::uint64_t oldest_of(std::uint64_t epoch, std::uint64_t last) const {
        const auto first = held_.lower_bound({epoch, 1});
        return first != held_.end() && first->first == epoch ? first->second : last + 1;
    }

    std::minstd_rand& random_;
    std::uint64_t epoch_ = 1;
    std::uint64_t newest_ = 0;
    std::set<Report> held_;
    std::map<std::uint64_t, std::uint64_t> last_;  // of ended epochs that are listed
};

/// What a ledger is to know, told by one that can see what the node holds. A plain value: what is committed is a copy.
class Truth {
  public:
    void hears(const ReportHeader& header, const KeepingNode& node) {
        if (header.closed) {
            // Of an epoch never heard of there is no claim.
            if (announced_.emplace(value(header.epoch), 0).second) {
                for (std::uint64_t number = 1; number < value(header.oldest); ++number) {
                    settled_.insert({value(header.epoch), number});
                }
            }
        }
        announce(value(header.epoch), value(header.newest));
        for (const auto& one : header.earlier) {
            announce(value(one.epoch), value(one.last));
        }
        for (const auto& [epoch, last] : announced_) {
            for (std::uint64_t number = 1; number <= last; ++number) {
                const Report report{epoch, number};
                const bool about = !header.closed || value(header.epoch) == epoch;
                if (about && !node.held().contains(report) && !received_.contains(report) &&
                    !settled_.contains(report)) {
                    lost_.insert(report);
                }
            }
        }
    }
    Seen records(Report report) {
        if (lost_.contains(report) || settled_.contains(report) || !received_.insert(report).second) {
            return Seen::duplicate;
        }
        announce(report.first, report.second);
        return Seen::fresh;
    }
    void settles(Report report) {
        received_.erase(report);
        settled_.insert(report);
    }
    /// What is open has not come, or is lost: the node will say which.
    void forgets_unsettled() { received_.clear(); }

    [[nodiscard]] std::uint64_t received(std::uint64_t epoch) const {
        return run_of(epoch, [&](const Report& one) { return done(one) || received_.contains(one); });
    }
    [[nodiscard]] std::uint64_t safe(std::uint64_t epoch) const {
        return run_of(epoch, [&](const Report& one) { return done(one); });
    }
    [[nodiscard]] const std::set<Report>& lost() const { return lost_; }
    [[nodiscard]] bool done(Report report) const { return lost_.contains(report) || settled_.contains(report); }
    [[nodiscard]] const std::set<Report>& settled() const { return settled_; }
    [[nodiscard]] const std::map<std::uint64_t, std::uint64_t>& announced() const { return announced_; }

  private:
    void announce(std::uint64_t epoch, std::uint64_t newest) {
        auto& last = announced_[epoch];
        last = std::max(last, newest);
    }
    template <typename Has>
    [[nodiscard]] static std::uint64_t run_of(std::uint64_t epoch, Has&& has) {
        std::uint64_t number = 0;
        while (has({epoch, number + 1})) {
            ++number;
        }
        return number;
    }

    std::map<std::uint64_t, std::uint64_t> announced_;
    std::set<Report> received_;  // and not settled
    std::set<Report> settled_;
    std::set<Report> lost_;
};

/// A node, a collector and a store, each with its own troubles.
class Account {
  public:
    explicit Account(std::uint32_t seed) : random_(seed), node_(random_) {
        arrives(node_.header());
        commits();
    }

    void step() {
        if (chance(0.5) && node_.held().size() < most_held) {
            node_.reports();
        }
        if (chance(0.5)) {
            arrives(node_.header());  // a birth, or the head of a message that is a duplicate
        }
        if (const auto report = node_.any(); report && chance(0.6)) {
            arrives(node_.header_of(*report));
        }
        if (chance(0.05)) {
            for (auto many = random_() % 5; many > 0; --many) {
                node_.gives_up_one();
            }
        }
        if (chance(0.02) && node_.epoch() < Ledger::most_earlier) {
            node_.begins_again(random_() % 6);
            if (!safe_.empty() && chance(0.3)) {
                node_.finds_again(safe_[random_() % safe_.size()]);
            }
        }
        for (; !unsettled_.empty() && chance(0.4); unsettled_.pop_front()) {
            settles_one();
        }
        if (chance(0.2)) {
            commits();
            if (chance(0.5)) {
                tells();
            }
        }
        if (chance(0.03)) {
            is_killed();
        }
    }

    /// All trouble ends: everything that is held comes and is settled, and the node is told.
    void comes_to_rest() {
        for (int round = 0; round < 3; ++round) {
            arrives(node_.header());
            const auto held = node_.held();
            for (const auto& report : held) {
                arrives(node_.header_of(report));
            }
            for (; !unsettled_.empty(); unsettled_.pop_front()) {
                settles_one();
            }
            commits();
            tells();
        }
        arrives(node_.header());
        ASSERT_TRUE(node_.held().empty()) << "the node keeps nothing that is safe";
        ASSERT_FALSE(node_.keeps_ended()) << "and no epoch of which all is known";
        for (const auto& [epoch, last] : truth_.announced()) {
            for (std::uint64_t number = 1; number <= last; ++number) {
                ASSERT_TRUE(truth_.done({epoch, number})) << epoch << ": " << number;
                ASSERT_FALSE(truth_.settled().contains({epoch, number}) && truth_.lost().contains({epoch, number}))
                    << epoch << ": " << number;
            }
        }
        ASSERT_FALSE(book_.has_gap());
        book_.forget_unsettled();
        ASSERT_EQ(book_.lost(), truth_.lost().size()) << "nothing was open any more";
    }

    [[nodiscard]] std::size_t lost() const { return truth_.lost().size(); }
    [[nodiscard]] std::size_t settled() const { return truth_.settled().size(); }

  private:
    struct Committed {
        std::string ledger;
        std::vector<Acknowledge> words;
        Truth truth;
    };
    /// So that there are never more gaps than are remembered.
    static constexpr std::size_t most_held = 50;

    bool chance(double of) { return std::uniform_real_distribution<double>(0, 1)(random_) < of; }

    void arrives(const ReportHeader& header) {
        book_.hear(header);
        truth_.hears(header, node_);
        if (header.range.first != ReportNumber{}) {
            const Report report{value(header.epoch), value(header.range.first)};
            const auto seen = book_.record(header.epoch, header.range);
            ASSERT_EQ(seen, truth_.records(report)) << report.first << ": " << report.second;
            if (seen == Seen::fresh) {
                unsettled_.push_back(report);
            }
        }
        if (!header.closed) {
            ASSERT_EQ(book_.epoch(), header.epoch);
            ASSERT_EQ(book_.lost(), truth_.lost().size());
        }
        for (const auto& word : book_.acknowledgements(false)) {
            ASSERT_EQ(value(word.received), truth_.received(value(word.epoch))) << value(word.epoch);
            ASSERT_EQ(value(word.safe), truth_.safe(value(word.epoch))) << value(word.epoch);
        }
    }
    void settles_one() {
        const auto [epoch, number] = unsettled_.front();
        ASSERT_TRUE(book_.settled(Epoch{epoch}, only(number)));
        truth_.settles({epoch, number});
    }
    void commits() {
        committed_ = {book_.encode(), book_.acknowledgements(false), truth_};
        safe_.assign(truth_.settled().begin(), truth_.settled().end());
    }
    void tells() {
        for (const auto& word : committed_.words) {
            node_.hears(word);
        }
    }
    void is_killed() {
        book_ = Ledger::decode(committed_.ledger);
        ASSERT_EQ(book_.encode(), committed_.ledger);
        book_.forget_unsettled();
        truth_ = committed_.truth;
        truth_.forgets_unsettled();
        unsettled_.clear();
        arrives(node_.header());
    }

    std::minstd_rand random_;
    KeepingNode node_;
    Ledger book_;
    Truth truth_;
    Committed committed_;
    std::vector<Report> safe_;      // settled, as committed
    std::deque<Report> unsettled_;  // in the order in which they were recorded
};

TEST(Ledger, EachNumberIsSettledOrLostOnceWhoeverEndsAndBeginsAgain) {
    std::size_t lost = 0;
    std::size_t settled = 0;
    for (std::uint32_t seed = 1; seed <= 150; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Account account(seed);
        for (int step = 0; step < 400; ++step) {
            account.step();
            ASSERT_FALSE(testing::Test::HasFatalFailure()) << "step " << step;
        }
        ASSERT_NO_FATAL_FAILURE(account.comes_to_rest());
        lost += account.lost();
        settled += account.settled();
    }
    EXPECT_GT(lost, 1000U);
    EXPECT_GT(settled, 10'000U);
}

}  // namespace
}  // namespace magpie::collector
