#include "platform/mqtt/mailbox.hpp"

#include <gtest/gtest.h>

#include <thread>

#include <boost/asio/post.hpp>

namespace magpie::mqtt {
namespace {

Signal message(std::size_t bytes) {
    return ::mqtt::make_message("t", std::string(bytes, 'x'), 0, false);
}

std::string word(const Signal& signal) {
    if (const auto* text = std::get_if<::mqtt::const_message_ptr>(&signal)) {
        return std::to_string((*text)->get_payload_ref().size());
    }
    return std::holds_alternative<Opened>(signal) ? "opened" : std::holds_alternative<Lost>(signal) ? "lost" : "other";
}

class Mail : public testing::Test {
  protected:
    std::shared_ptr<Mailbox> box(std::size_t limit) {
        return std::make_shared<Mailbox>(loop, limit, [this](Signal& signal) { seen.push_back(word(signal)); });
    }
    boost::asio::io_context loop;
    std::vector<std::string> seen;
};

TEST_F(Mail, OrderIsKeptAndNothingRunsOnTheCallersThread) {
    const auto mailbox = box(100);
    std::thread library([&] {
        mailbox->put(Opened{});
        mailbox->put(message(5));
        mailbox->put(Lost{});
    });
    library.join();
    EXPECT_TRUE(seen.empty());
    loop.run();
    EXPECT_EQ(seen, (std::vector<std::string>{"opened", "5", "lost"}));
}

TEST_F(Mail, BeyondTheLimitMessagesAreDroppedAndCountedButNoSignals) {
    const auto mailbox = box(100);
    mailbox->put(message(90));
    mailbox->put(message(10));  // and a byte of topic each
    mailbox->put(Lost{});
    EXPECT_EQ(mailbox->dropped(), 1U);
    loop.run();
    EXPECT_EQ(seen, (std::vector<std::string>{"90", "lost"}));
    mailbox->put(message(1000));  // a single one passes, whatever its size
    loop.restart();
    loop.run();
    EXPECT_EQ(seen.back(), "1000");
    EXPECT_EQ(mailbox->dropped(), 1U);
}

TEST_F(Mail, NothingComesAfterClose) {
    const auto mailbox = box(100);
    mailbox->put(Opened{});
    mailbox->close();
    mailbox->put(Lost{});
    loop.run();
    EXPECT_TRUE(seen.empty());
}

TEST_F(Mail, CloseFromWithinTheHandlerHoldsBackTheRest) {
    std::shared_ptr<Mailbox> mailbox;
    mailbox = std::make_shared<Mailbox>(loop, 100, [&](Signal& signal) {
        seen.push_back(word(signal));
        mailbox->close();
        mailbox.reset();
    });
    mailbox->put(Opened{});
    mailbox->put(Lost{});
    loop.run();
    EXPECT_EQ(seen, std::vector<std::string>{"opened"});
}

TEST_F(Mail, OtherWorkRunsInBetween) {
    const auto mailbox = box(1'000'000);
    for (int i = 0; i < 1000; ++i) {
        mailbox->put(message(1));
    }
    std::size_t seen_by_other = 0;
    boost::asio::post(loop, [&] { seen_by_other = seen.size(); });
    loop.run();
    EXPECT_EQ(seen.size(), 1000U);
    EXPECT_LT(seen_by_other, 1000U);
}

}  // namespace
}  // namespace magpie::mqtt
