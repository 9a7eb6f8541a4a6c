#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "agent/modbus/line.hpp"
#include "wire/modbus/register_map.hpp"

namespace magpie::fakes {

/// A Modbus line with devices on it, as their registers are.
class FakeBus final : public agent::ModbusLine {
  public:
    using Registers = std::map<std::pair<modbus::Function, std::uint16_t>, std::uint16_t>;

    // What happens.
    void adapter_is_unplugged() {
        adapter_problem_ = agent::LineError::no_device;
        open_ = false;
    }
    void adapter_comes() { adapter_problem_.reset(); }
    Registers& device_appears(std::uint8_t address) { return devices_[address]; }
    void device_goes(std::uint8_t address) { devices_.erase(address); }
    /// The next so many answers are spoilt.
    void line_is_noisy(agent::LineError noise, unsigned answers) {
        noise_ = noise;
        noisy_ = answers;
    }
    /// The answer of the next question comes after its time: whoever does not flush takes it for the next one's.
    void answer_is_late() { late_ = true; }

    // What was seen.
    struct Question {
        std::uint8_t address;
        agent::RegisterRange range;
        bool flushed;
    };
    [[nodiscard]] const std::vector<Question>& questions() const { return questions_; }
    [[nodiscard]] std::size_t questions_to(std::uint8_t address) const {
        std::size_t count = 0;
        for (const auto& question : questions_) {
            count += question.address == address ? 1 : 0;
        }
        return count;
    }
    [[nodiscard]] unsigned opened() const { return opened_; }
    [[nodiscard]] bool is_open() const { return open_; }

    tl::expected<void, agent::LineError> open() override {
        ++opened_;
        if (adapter_problem_) {
            return tl::unexpected(*adapter_problem_);
        }
        open_ = true;
        return {};
    }
    void close() override { open_ = false; }
    void flush() override {
        waiting_.reset();
        flushed_ = true;
    }
    tl::expected<void, agent::LineError> read(std::uint8_t address, const agent::RegisterRange& range,
                                              std::span<std::uint16_t> words) override {
        questions_.push_back({address, range, std::exchange(flushed_, false)});
        if (!open_) {
            return tl::unexpected(agent::LineError::broken);
        }
        if (noisy_ > 0) {
            --noisy_;
            return tl::unexpected(noise_);
        }
        auto answer = answer_of(address, range);
        if (std::exchange(late_, false)) {
            waiting_ = std::move(answer);
            return tl::unexpected(agent::LineError::timeout);
        }
        if (waiting_) {
            answer = *std::exchange(waiting_, std::nullopt);
        }
        if (!answer) {
            return tl::unexpected(answer.error());
        }
        if (answer->size() != words.size()) {
            return tl::unexpected(agent::LineError::wrong_answer);
        }
        std::copy(answer->begin(), answer->end(), words.begin());
        return {};
    }

    tl::expected<void, agent::LineError> write(std::uint8_t address, std::uint16_t first,
                                               std::span<const std::uint16_t> words) override {
        const auto device = devices_.find(address);
        if (!open_ || device == devices_.end()) {
            return tl::unexpected(open_ ? agent::LineError::timeout : agent::LineError::broken);
        }
        for (std::size_t i = 0; i < words.size(); ++i) {
            device->second[{modbus::Function::read_holding, static_cast<std::uint16_t>(first + i)}] = words[i];
        }
        return {};
    }

  private:
    using Answer = tl::expected<std::vector<std::uint16_t>, agent::LineError>;

    Answer answer_of(std::uint8_t address, const agent::RegisterRange& range) const {
        const auto device = devices_.find(address);
        if (device == devices_.end()) {
            return tl::unexpected(agent::LineError::timeout);
        }
        std::vector<std::uint16_t> words;
        for (std::uint16_t i = 0; i < range.count; ++i) {
            const auto found = device->second.find({range.function, static_cast<std::uint16_t>(range.first + i)});
            if (found == device->second.end()) {
                return tl::unexpected(agent::LineError::exception_2);
            }
            words.push_back(found->second);
        }
        return words;
    }

    std::optional<agent::LineError> adapter_problem_;
    std::map<std::uint8_t, Registers> devices_;
    agent::LineError noise_ = agent::LineError::crc;
    unsigned noisy_ = 0;
    bool late_ = false;
    std::optional<Answer> waiting_;
    bool flushed_ = false;
    bool open_ = false;
    unsigned opened_ = 0;
    std::vector<Question> questions_;
};

/// A sensor node's registers: all its sensors are there, and it is a fine day.
class FakeNode {
  public:
    explicit FakeNode(FakeBus::Registers& registers) : registers_(&registers) {
        for (std::uint16_t i = 0; i < 48; ++i) {
            input(i) = 0;
        }
        for (std::uint16_t i = 0; i < modbus::holding::setting_words; ++i) {
            (*registers_)[{modbus::Function::read_holding, i}] = 0;
        }
        (*registers_)[{modbus::Function::read_holding, modbus::holding::sample_period}] = 10;
        input(modbus::input::magic) = modbus::node_magic;
        input(modbus::input::version_of_map) = modbus::map_version;
        input(modbus::input::firmware_version) = 0x0102;
        input(modbus::input::reset_cause) = static_cast<std::uint16_t>(modbus::ResetCause::power);
        measures(modbus::Quantity::temperature, 2150);
        measures(modbus::Quantity::humidity, 5500);
        measures(modbus::Quantity::pm2_5, 12);
        measures(modbus::Quantity::pm10, 20);
        measures(modbus::Quantity::noise, 553);
        measures(modbus::Quantity::light, 70000);
        measures(modbus::Quantity::supply_voltage, 1210);
        measures(modbus::Quantity::supply_current, 150);
        measures(modbus::Quantity::door, 0);
        measures(modbus::Quantity::tilt, 25);
        measures(modbus::Quantity::vibration, 31);
        for (const auto quantity :
             {modbus::Quantity::uv_index, modbus::Quantity::wind_speed, modbus::Quantity::wind_direction}) {
            loses(quantity);
        }
        samples(1);
    }

    std::uint16_t& input(std::uint16_t address) { return (*registers_)[{modbus::Function::read_input, address}]; }

    // What happens. Steps are those of the map.
    void measures(modbus::Quantity quantity, std::int32_t steps) {
        const auto& row = modbus::row_of(quantity);
        put(row, static_cast<std::uint32_t>(steps));
        input(modbus::input::faults) &= static_cast<std::uint16_t>(~modbus::bit_of(quantity));
    }
    /// The sensor of this quantity is gone.
    void loses(modbus::Quantity quantity) {
        put(modbus::row_of(quantity), modbus::absent(modbus::row_of(quantity).type));
        input(modbus::input::faults) |= modbus::bit_of(quantity);
    }
    void suspects(modbus::Quantity quantity) { input(modbus::input::suspicions) |= modbus::bit_of(quantity); }
    void samples(std::uint32_t seconds) {
        ++input(modbus::input::sequence);
        uptime_ += seconds;
        put_uptime();
    }
    /// It runs on, and samples nothing.
    void freezes(std::uint32_t seconds) {
        uptime_ += seconds;
        put_uptime();
    }
    void restarts(modbus::ResetCause cause) {
        uptime_ = 0;
        put_uptime();
        input(modbus::input::sequence) = 1;
        input(modbus::input::door_openings) = 0;
        input(modbus::input::reset_cause) = static_cast<std::uint16_t>(cause);
    }
    void door_opens() {
        ++input(modbus::input::door_openings);
        measures(modbus::Quantity::door, 1);
    }
    void door_closes() { measures(modbus::Quantity::door, 0); }

    /// As one poll has them.
    std::vector<std::uint16_t> words(std::span<const agent::RegisterRange> ranges) const {
        std::vector<std::uint16_t> all;
        for (const auto& range : ranges) {
            for (std::uint16_t i = 0; i < range.count; ++i) {
                all.push_back(registers_->at({range.function, static_cast<std::uint16_t>(range.first + i)}));
            }
        }
        return all;
    }

  private:
    void put(const modbus::QuantityRow& row, std::uint32_t number) {
        if (modbus::words(row.type) == 2) {
            input(row.address) = static_cast<std::uint16_t>(number >> 16U);
            input(static_cast<std::uint16_t>(row.address + 1)) = static_cast<std::uint16_t>(number);
        } else {
            input(row.address) = static_cast<std::uint16_t>(number);
        }
    }
    void put_uptime() {
        input(modbus::input::uptime) = static_cast<std::uint16_t>(uptime_ >> 16U);
        input(modbus::input::uptime + 1) = static_cast<std::uint16_t>(uptime_);
    }

    FakeBus::Registers* registers_;
    std::uint32_t uptime_ = 0;
};

}  // namespace magpie::fakes
