#include "agent/orders/orders.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::agent {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// Orders whose signature is "by NAME: " before their bytes. The file of a node takes "good" alone.
class OrdersTest : public testing::Test {
  protected:
    OrdersTest() { begins(); }

    static std::string by(const std::string& signer, const Order& order) {
        return "by " + signer + ": " + encode(order);
    }
    [[nodiscard]] Order order(std::uint64_t number, const std::string& configuration = "good") const {
        return {
            .number = OrderNumber{number}, .not_after = clock_.now().wall + hours(24), .configuration = configuration};
    }
    static Orders::Read read() {
        return [](std::string_view der, const Now&) -> tl::expected<tls::SignedOrder, OrderRefusal> {
            if (!der.starts_with("by kim: ")) {
                return tl::unexpected(OrderRefusal::signature);
            }
            auto order = decode_order(der.substr(8));
            return order ? tl::expected<tls::SignedOrder, OrderRefusal>(tls::SignedOrder{std::move(*order), "kim"})
                         : tl::unexpected(OrderRefusal::format);
        };
    }
    static Orders::Check check() {
        return [](const Order& wanted) {
            return wanted.configuration.starts_with("good")
                       ? tl::expected<void, std::string>{}
                       : tl::unexpected(std::string("order: that is no configuration"));
        };
    }
    /// Another run, of this process or the next.
    void begins() {
        orders_.emplace(
            Orders::Settings{"mapo", "pole-7", version_, path_}, read(),
            [this](const tls::SignedOrder&, std::string_view revocations, const Now&) {
                lists_.emplace_back(revocations);
                return SignerLists::Standing{standing_, "so it is"};
            },
            check());
        orders_->begin(clock_.now());
    }
    /// As who stands beside sees it.
    [[nodiscard]] std::uint64_t looked_at() const {
        const auto found = Orders::look({"mapo", "pole-7", version_, path_}, read(), check(), clock_.now());
        return found ? static_cast<std::uint64_t>(found->number) : 0;
    }
    void hears(const Order& what, std::string_view revocations = {}) {
        orders_->hear(by("kim", what), revocations, clock_.now());
    }
    [[nodiscard]] std::uint64_t refused_for(OrderRefusal why) const {
        return orders_->refusals()[static_cast<std::size_t>(why)];
    }
    void passes(Milliseconds time, bool heard = false) {
        clock_.advance(time);
        orders_->tick(heard, clock_.now());
    }
    /// An order is heard, tried and confirmed.
    void follows(std::uint64_t number) {
        hears(order(number));
        begins();
        passes(seconds(30), true);
        ASSERT_EQ(orders_->state().followed, OrderNumber{number});
    }
    [[nodiscard]] std::uint64_t in_force() const {
        return orders_->in_force() ? static_cast<std::uint64_t>(orders_->in_force()->number) : 0;
    }
    [[nodiscard]] bool has(const std::string& file) const { return std::filesystem::exists(path_ + "/" + file); }
    void expect(std::uint64_t followed, std::uint64_t tried, std::uint64_t refused,
                OrderRefusal why = OrderRefusal::none) const {
        EXPECT_EQ(orders_->state(), (OrderState{OrderNumber{followed}, OrderNumber{tried}, OrderNumber{refused}, why}));
    }

    fakes::FakeClock clock_;
    tls::Directory directory_;
    std::string path_ = directory_.file("state/orders");
    std::string version_ = "1.2.0";
    OrderRefusal standing_ = OrderRefusal::none;
    std::vector<std::string> lists_;
    std::optional<Orders> orders_;
};

TEST_F(OrdersTest, WithoutOneNothingIsWrittenAndNothingIsDue) {
    expect(0, 0, 0);
    EXPECT_EQ(in_force(), 0U);
    EXPECT_EQ(orders_->deadline(), std::nullopt);
    EXPECT_FALSE(std::filesystem::exists(directory_.file("state")));
}

TEST_F(OrdersTest, OneIsTriedInARunOfItsOwnAndFollowedOnceThatIsHeard) {
    hears(order(3));
    expect(0, 3, 0);
    EXPECT_TRUE(orders_->wants_another_run());
    EXPECT_EQ(in_force(), 0U);
    begins();
    EXPECT_EQ(in_force(), 3U);
    EXPECT_FALSE(orders_->wants_another_run());
    passes(seconds(299));
    expect(0, 3, 0);
    passes(Milliseconds{500}, true);
    expect(3, 0, 0);
    EXPECT_FALSE(orders_->wants_another_run());
    EXPECT_EQ(orders_->deadline(), std::nullopt);
    passes(hours(24));
    begins();
    EXPECT_EQ(in_force(), 3U);
    expect(3, 0, 0);
}

TEST_F(OrdersTest, WhoLooksSeesWhatTheRunFollowsOrTriesAndWritesNothing) {
    EXPECT_EQ(looked_at(), 0U);
    EXPECT_FALSE(std::filesystem::exists(directory_.file("state")));
    hears(order(3));
    EXPECT_EQ(looked_at(), 0U) << "no run has begun with it";
    begins();
    EXPECT_EQ(looked_at(), 3U);
    EXPECT_EQ(looked_at(), 3U) << "a look is no start of it";
    passes(seconds(30), true);
    EXPECT_EQ(looked_at(), 3U);
    hears(order(4));
    EXPECT_EQ(looked_at(), 3U);
    begins();
    EXPECT_EQ(looked_at(), 4U);
    passes(minutes(6));
    EXPECT_EQ(looked_at(), 3U) << "nobody heard it";
    EXPECT_EQ(looked_at(), in_force() == 4 ? 3U : in_force());
}

TEST_F(OrdersTest, OneThatNobodyHearsIsGoneBackFrom) {
    follows(3);
    hears(order(4));
    begins();
    EXPECT_EQ(in_force(), 4U);
    EXPECT_EQ(orders_->deadline(), clock_.now().mono + minutes(5));
    passes(minutes(5));
    expect(3, 0, 4, OrderRefusal::not_heard);
    EXPECT_TRUE(orders_->wants_another_run());
    begins();
    EXPECT_EQ(in_force(), 3U);
    expect(3, 0, 4, OrderRefusal::not_heard);
    EXPECT_FALSE(has("4.order"));
    hears(order(4));
    EXPECT_FALSE(orders_->wants_another_run()) << "it was refused";
}

TEST_F(OrdersTest, OneThatEndsThreeRunsIsGoneBackFrom) {
    follows(3);
    hears(order(4));
    for (int start = 0; start < 3; ++start) {
        begins();
        EXPECT_EQ(in_force(), 4U);
    }
    hears(order(2));  // changes nothing, and not the count either
    begins();
    EXPECT_EQ(in_force(), 3U);
    expect(3, 0, 4, OrderRefusal::not_heard);
}

TEST_F(OrdersTest, WhatIsRefusedMeanwhileResetsNoCount) {
    hears(order(4));
    begins();
    begins();
    hears(order(5, "bad"));
    expect(0, 4, 5, OrderRefusal::configuration);
    begins();
    EXPECT_EQ(in_force(), 4U);
    begins();
    EXPECT_EQ(in_force(), 0U);
}

TEST_F(OrdersTest, OnlyANewerOneThatConcernsTheNodeIsTaken) {
    follows(3);
    for (const auto number : {1U, 2U, 3U}) {
        hears(order(number));
    }
    auto elsewhere = order(9);
    elsewhere.areas = {"jongno"};
    hears(elsewhere);
    EXPECT_FALSE(orders_->wants_another_run());
    expect(3, 0, 0);
    elsewhere.nodes = {"pole-7"};
    hears(elsewhere);
    EXPECT_TRUE(orders_->wants_another_run());
}

TEST_F(OrdersTest, OneHeardAfterItsEndIsRefusedByWhoKnowsTheTime) {
    auto old = order(3);
    clock_.advance(hours(25));
    hears(old);
    expect(0, 0, 3, OrderRefusal::too_late);
    old.number = OrderNumber{4};
    clock_.wall_is_lost();
    hears(old);
    expect(0, 4, 3, OrderRefusal::too_late);
}

TEST_F(OrdersTest, OneThatIsNoConfigurationIsRefusedAtOnce) {
    hears(order(3, "bad"));
    expect(0, 0, 3, OrderRefusal::configuration);
    EXPECT_FALSE(orders_->wants_another_run());
    const auto steps = orders_->take_steps();
    ASSERT_EQ(steps.size(), 1U);
    EXPECT_EQ(steps[0].what, "does not follow an order");
    EXPECT_EQ(steps[0].signer, "kim");
    EXPECT_EQ(steps[0].problem, "order: that is no configuration");
    begins();
    expect(0, 0, 3, OrderRefusal::configuration);
}

TEST_F(OrdersTest, ANumberNobodyVouchesForIsToldAndKeepsNoOrderAway) {
    // The codec of a real signed order is what unverified_order reads; here nothing can be read of it.
    orders_->hear("by eve: " + encode(order(9)), {}, clock_.now());
    expect(0, 0, 0);
    EXPECT_FALSE(orders_->wants_another_run());
    hears(order(3));
    expect(0, 3, 0);
}

TEST_F(OrdersTest, OneOfARevokedSignerIsToldAndKeepsNoOrderAway) {
    follows(3);
    standing_ = OrderRefusal::revoked;
    hears(order(9'000));
    expect(3, 0, 9'000, OrderRefusal::revoked);
    EXPECT_FALSE(orders_->wants_another_run());
    const auto steps = orders_->take_steps();
    EXPECT_EQ(steps.back().what, "does not follow an order");
    EXPECT_EQ(steps.back().signer, "kim");
    EXPECT_EQ(steps.back().problem, "so it is");
    standing_ = OrderRefusal::none;
    hears(order(4));
    expect(3, 4, 0);
}

TEST_F(OrdersTest, OneWhoseListIsOldIsTakenWithANewerOne) {
    standing_ = OrderRefusal::revocations;
    hears(order(3));
    hears(order(3));
    expect(0, 0, 3, OrderRefusal::revocations);
    EXPECT_EQ(refused_for(OrderRefusal::revocations), 2U);
    EXPECT_EQ(orders_->take_steps().size(), 1U) << "said once";
    standing_ = OrderRefusal::none;
    hears(order(3), "a newer list");
    expect(0, 3, 0);
    EXPECT_EQ(lists_.back(), "a newer list");
}

TEST_F(OrdersTest, AListComesAlsoWithAnOrderForOthers) {
    auto elsewhere = order(3);
    elsewhere.areas = {"jongno"};
    standing_ = OrderRefusal::revoked;
    hears(elsewhere, "list");
    EXPECT_EQ(lists_, std::vector<std::string>{"list"});
    expect(0, 0, 0);
    EXPECT_EQ(refused_for(OrderRefusal::revoked), 0U);
}

TEST_F(OrdersTest, WhatWasTakenStaysWhenItsSignerIsRevoked) {
    hears(order(3));
    standing_ = OrderRefusal::revoked;
    begins();
    passes(seconds(30), true);
    expect(3, 0, 0);
    begins();
    EXPECT_EQ(in_force(), 3U);
}

TEST_F(OrdersTest, RefusalsAreCountedByReason) {
    hears(order(3, "bad"));
    hears(order(3, "bad"));  // refused for good, and no news
    orders_->hear("by kim: hello", {}, clock_.now());
    EXPECT_EQ(refused_for(OrderRefusal::configuration), 1U);
    EXPECT_EQ(refused_for(OrderRefusal::format), 1U);
    EXPECT_EQ(refused_for(OrderRefusal::none), 0U);
}

TEST_F(OrdersTest, ADamagedFileCostsNothingButItself) {
    follows(3);
    std::ofstream(path_ + "/3.order", std::ios::trunc) << "by kim: hello";
    begins();
    EXPECT_EQ(in_force(), 0U);
    expect(0, 0, 0);
    follows(3);  // as one never heard of
    hears(order(4));
    std::filesystem::remove(path_ + "/4.order");
    begins();
    EXPECT_EQ(in_force(), 3U);
    expect(3, 0, 4, OrderRefusal::not_kept);
    std::ofstream(path_ + "/state", std::ios::trunc) << "followed 3\n";
    begins();
    EXPECT_EQ(in_force(), 0U);
    expect(0, 0, 0);
}

TEST_F(OrdersTest, WhatCannotBeKeptIsNotTried) {
    directory_.write("state", "a file where a directory is to be");
    hears(order(3));
    expect(0, 0, 3, OrderRefusal::not_kept);
    EXPECT_FALSE(orders_->wants_another_run());
}

TEST_F(OrdersTest, AStartThatCannotBeCountedIsNone) {
    follows(3);
    hears(order(4));
    std::filesystem::remove(path_ + "/state");
    std::filesystem::create_directory(path_ + "/state");  // cannot be replaced by a file
    begins();
    EXPECT_EQ(in_force(), 0U) << "the record cannot be read either";
    expect(0, 0, 0);
}

TEST_F(OrdersTest, WhatTheNodesOwnFileNoLongerBearsIsFollowedNoMore) {
    follows(3);
    // As if the node's own file had become another.
    std::ofstream(path_ + "/3.order", std::ios::trunc) << by("kim", order(3, "bad"));
    begins();
    EXPECT_EQ(in_force(), 0U);
    expect(0, 0, 3, OrderRefusal::configuration);
}

TEST_F(OrdersTest, ANewerOneTakesThePlaceOfOneThatIsTried) {
    hears(order(3));
    begins();
    hears(order(4));
    expect(0, 4, 0);
    EXPECT_TRUE(orders_->wants_another_run());
    begins();
    EXPECT_EQ(in_force(), 4U);
    EXPECT_FALSE(has("3.order"));
}

TEST_F(OrdersTest, AnotherVersionIsWantedAndTheOrderWaitsForIt) {
    follows(2);
    auto wanted = order(3, "good, and more than 1.2.0 knows");
    wanted.version = "1.3.0";
    hears(wanted);
    expect(2, 3, 0);
    EXPECT_FALSE(orders_->wants_another_run());
    std::string text;
    std::getline(std::ifstream(path_ + "/wanted-version"), text);
    EXPECT_EQ(text, "1.3.0");
    begins();
    EXPECT_EQ(in_force(), 2U) << "not with the old version";
    expect(2, 3, 0);
    version_ = "1.3.0";
    begins();
    EXPECT_EQ(in_force(), 3U);
    passes(seconds(30), true);
    expect(3, 0, 0);
    std::getline(std::ifstream(path_ + "/confirmed-version"), text);
    EXPECT_EQ(text, "1.3.0");
    EXPECT_FALSE(has("wanted-version"));
}

TEST_F(OrdersTest, AVersionThatDoesNotComeIsRefusedAfterAnHour) {
    auto wanted = order(3, "anything");
    wanted.version = "1.3.0";
    hears(wanted);
    passes(minutes(59), true);
    expect(0, 3, 0);
    passes(minutes(1), true);
    expect(0, 0, 3, OrderRefusal::version);
    EXPECT_FALSE(has("wanted-version"));
    EXPECT_FALSE(orders_->wants_another_run()) << "it never was in force";
}

TEST_F(OrdersTest, AVersionThatWasTakenBackIsRefusedByTheOldOne) {
    auto wanted = order(3);
    wanted.version = "1.3.0";
    hears(wanted);
    std::filesystem::remove(path_ + "/wanted-version");  // as who installs versions does when he gives up
    begins();
    expect(0, 0, 3, OrderRefusal::version);
}

TEST_F(OrdersTest, OurOwnVersionIsNoOtherOne) {
    auto wanted = order(3);
    wanted.version = "1.2.0";
    hears(wanted);
    EXPECT_TRUE(orders_->wants_another_run());
    EXPECT_FALSE(has("wanted-version"));
}

TEST_F(OrdersTest, FilesAreForTheNodeAlone) {
    follows(3);
    struct stat is {};
    ASSERT_EQ(::stat((path_ + "/3.order").c_str(), &is), 0);
    EXPECT_EQ(is.st_mode & 0777U, 0600U);
}

}  // namespace
}  // namespace magpie::agent
