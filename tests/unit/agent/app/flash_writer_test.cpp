#include "agent/app/flash_writer.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include <boost/asio/executor_work_guard.hpp>

namespace magpie::agent {
namespace {

/// A card on which nothing is written before it lets go.
class HangingCard final : public Storage {
  public:
    explicit HangingCard(std::function<void()> at_end = [] {}) : at_end_(std::move(at_end)) {}
    ~HangingCard() override { at_end_(); }
    HangingCard(const HangingCard&) = delete;
    HangingCard& operator=(const HangingCard&) = delete;

    std::vector<std::string> names() override { return {"a"}; }
    tl::expected<std::string, std::error_code> read(const std::string& name) override { return "read " + name; }
    tl::expected<void, std::error_code> write(const std::string& name, std::size_t offset, std::string_view bytes,
                                              bool durable) override {
        hangs();
        wrote = name + "@" + std::to_string(offset) + "=" + std::string(bytes) + (durable ? "!" : "");
        return {};
    }
    tl::expected<void, std::error_code> remove(const std::vector<std::string>& /*names*/, bool /*durable*/) override {
        hangs();
        return tl::unexpected(std::make_error_code(std::errc::io_error));
    }

    void lets_go() {
        const std::lock_guard hold(lock_);
        holds_ = false;
        let_go_.notify_all();
    }
    std::string wrote;  // read it once it has ended

  private:
    void hangs() {
        std::unique_lock hold(lock_);
        let_go_.wait(hold, [this] { return !holds_; });
    }

    std::mutex lock_;
    std::condition_variable let_go_;
    bool holds_ = true;
    std::function<void()> at_end_;
};

class FlashWriterTest : public testing::Test {
  protected:
    FlashWriterTest() {
        writer_->listen([this] { ++heard_; });
    }
    /// Until something has ended.
    void runs() { loop_.run_one(); }

    boost::asio::io_context loop_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_{loop_.get_executor()};
    std::shared_ptr<HangingCard> card_ = std::make_shared<HangingCard>();
    std::unique_ptr<FlashWriter> writer_ = std::make_unique<FlashWriter>(loop_, card_);
    int heard_ = 0;
};

TEST_F(FlashWriterTest, NobodyWaitsForAWrite) {
    writer_->write("a", 7, "bytes", true);
    EXPECT_FALSE(writer_->ended());
    EXPECT_EQ(loop_.poll(), 0U);
    card_->lets_go();
    runs();
    EXPECT_EQ(heard_, 1);
    EXPECT_TRUE(writer_->ended().value());
    EXPECT_EQ(card_->wrote, "a@7=bytes!");
    EXPECT_FALSE(writer_->ended()) << "it says so once";
}

TEST_F(FlashWriterTest, ReadsMeanwhile) {
    writer_->write("a", 0, "bytes", true);
    EXPECT_EQ(writer_->names(), std::vector<std::string>{"a"});
    EXPECT_EQ(writer_->read("b").value(), "read b");
    card_->lets_go();
    runs();
}

TEST_F(FlashWriterTest, SaysWhyItFailed) {
    card_->lets_go();
    writer_->remove({"a"}, true);
    runs();
    const auto ended = writer_->ended();
    ASSERT_TRUE(ended);
    ASSERT_FALSE(*ended);
    EXPECT_EQ(ended->error(), std::errc::io_error);
}

TEST_F(FlashWriterTest, DoesOneThingAfterTheOther) {
    card_->lets_go();
    for (int i = 0; i < 100; ++i) {
        writer_->write("a", static_cast<std::size_t>(i), "", false);
        runs();
        ASSERT_TRUE(writer_->ended().value());
        ASSERT_EQ(card_->wrote, "a@" + std::to_string(i) + "=");
    }
    EXPECT_EQ(heard_, 100);
}

TEST_F(FlashWriterTest, EndsAtOnceThoughACardHangs) {
    std::mutex lock;
    std::condition_variable gone;
    bool is_gone = false;
    auto card = std::make_shared<HangingCard>([&] {
        const std::lock_guard hold(lock);
        is_gone = true;
        gone.notify_all();
    });
    auto& hanging = *card;
    writer_ = std::make_unique<FlashWriter>(loop_, std::move(card));
    writer_->listen([this] { ++heard_; });
    writer_->write("a", 0, "bytes", true);
    writer_.reset();
    {
        const std::lock_guard hold(lock);
        EXPECT_FALSE(is_gone);
    }
    hanging.lets_go();
    std::unique_lock hold(lock);
    gone.wait(hold, [&] { return is_gone; });
    EXPECT_EQ(loop_.poll(), 0U);
    EXPECT_EQ(heard_, 0);
}

}  // namespace
}  // namespace magpie::agent
