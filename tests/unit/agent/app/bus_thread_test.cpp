#include "agent/app/bus_thread.hpp"

#include <gtest/gtest.h>
#include <poll.h>

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "tests/fakes/fake_bus.hpp"

namespace magpie::agent {
namespace {

using std::chrono::seconds;

Bus bus_of_one(Milliseconds period) {
    Bus bus(Milliseconds{300});
    bus.add({.sensor = 7,
             .address = 5,
             .period = period,
             .kind = RegisterTable({{.quantity = Quantity::temperature, .address = 1}})});
    return bus;
}

std::unique_ptr<platform::Clock> clock() {
    return std::make_unique<platform::SystemClock>();
}

/// What comes within ten seconds.
std::vector<BusResult> awaits(BusThread& thread) {
    pollfd waits{.fd = thread.descriptor(), .events = POLLIN, .revents = 0};
    EXPECT_EQ(::poll(&waits, 1, 10'000), 1);
    return thread.take();
}

/// A driver that does not come back.
class HangingLine final : public ModbusLine {
  public:
    struct Driver {
        std::mutex lock;
        std::condition_variable changed;
        bool hangs = false;
        bool lets_go = false;
        bool gone = false;
    };
    explicit HangingLine(std::shared_ptr<Driver> driver) : driver_(std::move(driver)) {}
    ~HangingLine() override {
        const std::lock_guard hold(driver_->lock);
        driver_->gone = true;
        driver_->changed.notify_all();
    }
    HangingLine(const HangingLine&) = delete;
    HangingLine& operator=(const HangingLine&) = delete;

    tl::expected<void, LineError> open() override {
        std::unique_lock hold(driver_->lock);
        driver_->hangs = true;
        driver_->changed.notify_all();
        driver_->changed.wait(hold, [this] { return driver_->lets_go; });
        return tl::unexpected(LineError::broken);
    }
    void close() override {}
    void flush() override {}
    tl::expected<void, LineError> read(std::uint8_t /*address*/, const RegisterRange& /*range*/,
                                       std::span<std::uint16_t> /*words*/) override {
        return tl::unexpected(LineError::broken);
    }
    tl::expected<void, LineError> write(std::uint8_t, std::uint16_t, std::span<const std::uint16_t>) override {
        return tl::unexpected(LineError::broken);
    }

  private:
    std::shared_ptr<Driver> driver_;
};

TEST(BusThread, TellsWhatItsBusSays) {
    auto line = std::make_unique<fakes::FakeBus>();
    line->device_appears(5)[{modbus::Function::read_input, 1}] = 21;
    BusThread thread(bus_of_one(seconds(60)), std::move(line), clock());
    const auto results = awaits(thread);
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].sensor, 7U);
    EXPECT_EQ(results[0].reading.value().values.at(0).value, 21);
    EXPECT_GE(results[0].took, Milliseconds{1});
    EXPECT_TRUE(thread.take().empty()) << "it says so once";
    pollfd waits{.fd = thread.descriptor(), .events = POLLIN, .revents = 0};
    EXPECT_EQ(::poll(&waits, 1, 0), 0);
}

TEST(BusThread, GoesOn) {
    auto line = std::make_unique<fakes::FakeBus>();
    line->device_appears(5)[{modbus::Function::read_input, 1}] = 21;
    BusThread thread(bus_of_one(Milliseconds{1}), std::move(line), clock());
    for (std::size_t heard = 0; heard < 20;) {
        const auto results = awaits(thread);
        ASSERT_FALSE(results.empty());
        heard += results.size();
    }
}

TEST(BusThread, EndsAtOnceBetweenTwoQuestions) {
    const auto begun = std::chrono::steady_clock::now();
    { BusThread thread(bus_of_one(std::chrono::hours(1)), std::make_unique<fakes::FakeBus>(), clock()); }
    EXPECT_LT(std::chrono::steady_clock::now() - begun, Milliseconds{900});
}

TEST(BusThread, ADriverThatHangsIsNotWaitedFor) {
    const auto driver = std::make_shared<HangingLine::Driver>();
    const auto begun = std::chrono::steady_clock::now();
    {
        BusThread thread(bus_of_one(seconds(1)), std::make_unique<HangingLine>(driver), clock());
        std::unique_lock hold(driver->lock);
        driver->changed.wait(hold, [&] { return driver->hangs; });
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begun, seconds(2));
    std::unique_lock hold(driver->lock);
    EXPECT_FALSE(driver->gone);
    driver->lets_go = true;
    driver->changed.notify_all();
    driver->changed.wait(hold, [&] { return driver->gone; });  // and nothing of it stays
}

}  // namespace
}  // namespace magpie::agent
